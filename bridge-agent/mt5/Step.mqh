//+------------------------------------------------------------------+
//| Step.mqh: one step of an order, and what came of it.              |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_STEP_MQH
#define SALLYPORT_STEP_MQH

/** As on the link. `never` is the absence of an entry; this terminal never proves a step `absent`. */
enum EnumStepState
  {
   STEP_SENT = 0,
   STEP_DONE = 1,
   STEP_REJECTED = 2,
   STEP_EXPIRED = 3,
   /** By this terminal itself: it was never sent to the broker, which no retcode of the broker could say. */
   STEP_REFUSED = 4
  };

#define STATE_WORDS "sent,done,rejected,expired,refused"

/** In the order of ACTION_WORDS. */
enum EnumStepAction
  {
   STEP_DEAL = 0,
   STEP_PENDING = 1,
   STEP_MODIFY = 2,
   STEP_REMOVE = 3,
   STEP_SLTP = 4,
   STEP_CLOSE_BY = 5,
   /** The journal that had its request is lost. */
   STEP_LOST = 6
  };

#define ACTION_WORDS "deal,pending,modify,remove,sltp,close_by"
#define SIDE_WORDS "buy,sell"
#define KIND_WORDS "market,limit,stop,stop_limit"
#define FILLING_WORDS "fok,ioc,return,boc"
#define TIME_WORDS "gtc,day,specified,specified_day"
#define SIDE_BUY 0
#define KIND_MARKET 0
#define KIND_LIMIT 1
#define KIND_STOP 2
#define KIND_STOP_LIMIT 3

struct StepEntry
  {
   string            order;
   int               step;
   /** By which the agent names the step; also the request's magic number, unless that is a fixed one. */
   ulong             magic;
   long              deadline;
   string            comment;
   int               action;
   string            symbol;
   int               side;
   int               kind;
   double            lots;
   double            price;
   double            stoplimit;
   double            sl;
   double            tp;
   ulong             position;
   ulong             by;
   ulong             target;
   int               filling;
   int               time;
   long              expires;
   ulong             deviation;
   /** When it went into the journal, epoch milliseconds. */
   long              journaledAt;

   int               state;
   uint              retcode;
   string            message;
   ulong             ticket;
   ulong             deal;
   /** When its state was last learnt, epoch milliseconds. */
   long              at;

   /** Of this run of the terminal; 0 when it was sent in another one, or not yet. */
   uint              requestId;
   /** Monotonic microseconds: when the frame was read, when it was sent, when to look into the records. */
   ulong             receivedAt;
   ulong             sentAt;
   ulong             nextLook;
   int               looks;
  };

void ClearStep(StepEntry &entry)
  {
   entry.order = "";
   entry.step = 0;
   entry.magic = 0;
   entry.deadline = 0;
   entry.comment = "";
   entry.action = STEP_LOST;
   entry.symbol = "";
   entry.side = SIDE_BUY;
   entry.kind = KIND_MARKET;
   entry.lots = 0.0;
   entry.price = 0.0;
   entry.stoplimit = 0.0;
   entry.sl = 0.0;
   entry.tp = 0.0;
   entry.position = 0;
   entry.by = 0;
   entry.target = 0;
   entry.filling = 0;
   entry.time = 0;
   entry.expires = 0;
   entry.deviation = 0;
   entry.journaledAt = 0;
   entry.state = STEP_SENT;
   entry.retcode = 0;
   entry.message = "";
   entry.ticket = 0;
   entry.deal = 0;
   entry.at = 0;
   entry.requestId = 0;
   entry.receivedAt = 0;
   entry.sentAt = 0;
   entry.nextLook = 0;
   entry.looks = 0;
  }

/** Reads a `submit`, from the link or from the journal; false when a field of it is bad. */
bool ReadStep(CFields &fields, StepEntry &entry)
  {
   ClearStep(entry);
   entry.order = fields.OrderId("order");
   entry.step = fields.Count("step");
   entry.deadline = fields.Time("deadline");
   entry.magic = fields.Whole("magic");
   entry.comment = fields.Text("comment", 31);
   entry.action = fields.Word("action", ACTION_WORDS);
   entry.symbol = fields.Text("symbol", 64);
   entry.side = fields.Word("side", SIDE_WORDS);
   entry.kind = fields.Word("kind", KIND_WORDS);
   entry.lots = fields.Number("lots");
   entry.price = fields.Number("price");
   entry.stoplimit = fields.Number("stoplimit");
   entry.sl = fields.Number("sl");
   entry.tp = fields.Number("tp");
   entry.position = fields.Whole("position");
   entry.by = fields.Whole("by");
   entry.target = fields.Whole("ticket");
   entry.filling = fields.Word("filling", FILLING_WORDS);
   entry.time = fields.Word("time", TIME_WORDS);
   entry.expires = fields.Time("expires");
   entry.deviation = fields.Whole("deviation");
   return fields.Fault() == "" && entry.magic != 0;
  }

string StateText(const int state)
  {
   string words[];
   StringSplit(STATE_WORDS, (ushort)',', words);
   return words[state];
  }

/** The fields that `result`, `answer` and the journal's line share. */
string OutcomeFields(const StepEntry &entry)
  {
   return Field("order", entry.order) + Field("step", IntegerToString(entry.step)) +
          Field("state", StateText(entry.state)) + Field("retcode", IntegerToString((long)entry.retcode)) +
          Field("message", entry.message) + Field("ticket", UlongText(entry.ticket)) +
          Field("deal", UlongText(entry.deal)) + Field("at", TimeText(entry.at));
  }

/**
 * The comment that names a step where the magic number does not: "sp" and the step's magic in 16 hex
 * digits. The agent's own comments are longer, so neither can be taken for the other.
 */
string TagOf(const ulong magic)
  {
   return "sp" + StringFormat("%08x", (uint)(magic >> 32)) + StringFormat("%08x", (uint)(magic & 0xFFFFFFFF));
  }

/** The magic in such a comment, 0 when it is another comment. Brokers may put something behind it. */
ulong MagicOfTag(const string comment)
  {
   if(StringLen(comment) < 18 || StringSubstr(comment, 0, 2) != "sp")
      return 0;
   ulong magic = 0;
   for(int i = 2; i < 18; i++)
     {
      int digit = HexValue(StringGetCharacter(comment, i));
      if(digit < 0)
         return 0;
      magic = (magic << 4) | (ulong)digit;
     }
   return magic;
  }

#endif
