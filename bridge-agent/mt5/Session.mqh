//+------------------------------------------------------------------+
//| Session.mqh: what is said on the link, and when.                  |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_SESSION_MQH
#define SALLYPORT_SESSION_MQH

#define HANDSHAKE_US 10000000
/** The agent pings every 5 s; one that says nothing for this long is hung or gone. */
#define SILENCE_US 20000000
#define FRAMES_PER_TURN 64
#define FILLS_PER_TURN 8
/** A history that does not reach the agent's last deal is given so long to load. */
#define HISTORY_WAIT_US 10000000

enum EnumPhase
  {
   PHASE_CLOSED = 0,
   PHASE_CHALLENGE = 1,
   PHASE_WELCOME = 2,
   /** The agent has proved itself; account and symbols are told when the terminal is logged in. */
   PHASE_PROVEN = 3,
   PHASE_READY = 4,
   PHASE_SYNCED = 5
  };

/**
 * One session after another with the agent: challenge, proof, facts, `sync`, and then whatever happens.
 * Whatever is said out of its place ends the link. Nothing is told of deals before the `sync` that asks
 * for them, and nothing is traded before it is answered.
 */
class CSession
  {
private:
   int               m_port;
   EnumPhase         m_phase;
   /** Asked for, and not answered yet: the records are not complete. */
   bool              m_syncAsked;
   ulong             m_lastDeal;
   ulong             m_syncAskedAt;

   void              Enter(const EnumPhase phase)
     {
      m_phase = phase;
      g_outcomes.SetTelling(phase == PHASE_SYNCED);
     }

   void              End(const string reason)
     {
      g_link.Flush();
      g_link.Drop(reason);
     }

   void              Closed(void)
     {
      Enter(PHASE_CLOSED);
      m_syncAsked = false;
      g_queries.Clear();
      g_deals.Silence();
      g_standing.Silence();
      g_ticks.Silence();
      g_books.Silence();
      g_bars.Silence();
      g_panel.Silence();
     }

   void              Challenged(CFields &fields)
     {
      string hello = g_handshake.Hello(fields);
      if(hello == "")
        {
         End("the agent speaks another version of the link: update the older one of the two");
         return;
        }
      g_link.Send(hello);
      Enter(PHASE_WELCOME);
     }

   void              Welcomed(CFields &fields)
     {
      if(!g_handshake.IsWelcome(fields))
        {
         End("the agent has another token (input Token)");
         return;
        }
      g_link.Proven();
      Enter(PHASE_PROVEN);
      Greet();
     }

   /** Tells account and symbols as soon as there are any. */
   void              Greet(void)
     {
      if(AccountName() == "" || !g_journal.IsOpen())
         return;
      g_accountFacts.Tell();
      g_symbolFacts.TellAll();
      g_link.Send("ready");
      Enter(PHASE_READY);
     }

   void              AnswerSync(void)
     {
      if(!m_syncAsked || !g_venue.HasRecords())
         return;
      ulong since = MathMax(m_syncAskedAt, g_venue.ConnectedAt());
      if(!g_deals.Reaches(m_lastDeal) && Monotonic() - since < HISTORY_WAIT_US)
         return;
      m_syncAsked = false;
      g_standing.Sync();
      ulong newest = g_deals.Sync(m_lastDeal);
      g_link.Send("synced" + Field("lastdeal", UlongText(newest)));
      Enter(PHASE_SYNCED);
     }

   void              AnswerQueries(void)
     {
      if(!g_venue.HasRecords())
         return;
      string fault = g_queries.Answer();
      if(fault != "")
         End(fault);
     }

   /** Frames that may come at any time after the welcome; false for others. */
   bool              AtAnyTime(CFields &fields)
     {
      string kind = fields.Kind();
      if(kind == "ping")
         g_link.Send("pong");
      else if(kind == "watch")
        {
         g_ticks.SetWatched(fields.Text("symbols", FRAME_MOST_BYTES));
         g_books.SetBooks(fields.Text("books", FRAME_MOST_BYTES));
        }
      else if(kind == "bars")
         g_bars.AskBars(fields);
      else if(kind == "panel")
         g_panel.Said(fields.Text("gateway", 8), fields.Text("halted", 120), fields.Text("last", 120));
      else
         return false;
      return true;
     }

   void              Asked(const string kind, CFields &fields, const string frame)
     {
      if(kind == "sync")
        {
         m_lastDeal = fields.Whole("lastdeal");
         m_syncAsked = true;
         m_syncAskedAt = Monotonic();
         Enter(PHASE_READY);
        }
      else if(kind == "query")
         g_queries.Add(frame);
      else
         End("a frame of an unknown kind: " + Clean(kind, 32));
     }

   void              Handle(const string frame)
     {
      CFields fields;
      if(!fields.Parse(frame))
        {
         End("a malformed frame");
         return;
        }
      string kind = fields.Kind();
      if(kind == "submit")
        {
         if(m_phase != PHASE_SYNCED)
            End("an order before the terminal is in step");
         else if(!g_orders.Accept(fields, frame, g_link.HeardAt()))
            End("a bad order: " + fields.Fault());
         return;
        }
      // What came before a question is carried out before it is answered.
      g_orders.CarryOut();
      if(kind == "refused")
        {
         Refused(fields);
         return;
        }
      if(m_phase == PHASE_CHALLENGE && kind == "challenge")
         Challenged(fields);
      else if(m_phase == PHASE_WELCOME && kind == "welcome")
         Welcomed(fields);
      else if(m_phase < PHASE_PROVEN)
         End("a frame out of place: " + Clean(kind, 32));
      else if(!AtAnyTime(fields))
         Asked(kind, fields, frame);
      if(g_link.IsOpen() && fields.Fault() != "")
         End("a bad frame: " + Clean(kind, 32) + ", field " + fields.Fault());
     }

   /** The agent ends the link, in any phase; what it says is for people, but for the code. */
   void              Refused(CFields &fields)
     {
      string code = Clean(fields.Text("code", 40), 40);
      string message = Clean(fields.Text("message", 300), 300);
      g_link.Flush();
      g_link.Refused(code == "" ? "unknown" : code, message);
     }

public:
   void              Start(const int port)
     {
      m_port = port;
      m_phase = PHASE_CLOSED;
      m_syncAsked = false;
      m_lastDeal = 0;
      m_syncAskedAt = 0;
     }

   string            LinkText(void)
     {
      if(!g_link.IsOpen())
         return g_link.Reason();
      if(m_phase == PHASE_SYNCED)
         return "connected";
      return m_phase < PHASE_PROVEN ? "proving" : "comparing records";
     }

   bool              IsReady(void)
     {
      return m_phase >= PHASE_READY;
     }

   bool              IsSynced(void)
     {
      return m_phase == PHASE_SYNCED;
     }

   /** Handles what has come; true when anything had. */
   bool              Read(const int waitMs)
     {
      string frame = "";
      bool any = g_link.Fill(waitMs);
      for(int i = 1; any && i < FILLS_PER_TURN && g_link.Fill(0); i++)
         continue;
      for(int i = 0; i < FRAMES_PER_TURN && g_link.NextFrame(frame); i++)
        {
         any = true;
         Handle(frame);
        }
      g_orders.CarryOut();
      AnswerQueries();
      return any;
     }

   /** Tries to connect when it is time. */
   void              Connect(void)
     {
      if(m_phase != PHASE_CLOSED)
         Closed();
      if(g_link.IsDue() && g_journal.IsOpen() && g_link.Open(m_port))
         Enter(PHASE_CHALLENGE);
     }

   /** Ends a link on which nothing is said. */
   void              WatchLink(void)
     {
      ulong now = Monotonic();
      if(m_phase < PHASE_PROVEN && now - g_link.OpenedAt() > HANDSHAKE_US)
         End("no proper answer from the agent");
      else if(now - g_link.HeardAt() > SILENCE_US)
         End("the agent fell silent");
     }

   /** What waited for the terminal's records. */
   void              GoOn(void)
     {
      if(m_phase == PHASE_PROVEN)
         Greet();
      AnswerSync();
     }

   /** Ends the link, if there is one, and forgets what was said on it. */
   void              Leave(const string reason)
     {
      End(reason);
      Closed();
     }

   void              OnTransaction(const MqlTradeTransaction &transaction)
     {
      if(m_phase != PHASE_SYNCED)
         return;
      g_standing.Touch();
      g_deals.OnTransaction(transaction);
     }
  };

CSession g_session;

#endif
