//+------------------------------------------------------------------+
//| Recovery.mqh: steps whose answer was lost.                        |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_RECOVERY_MQH
#define SALLYPORT_RECOVERY_MQH

#define LONGEST_LOOK_US 60000000
#define LOOKS_PER_TURN 4
/** How long before its deadline a step may have been sent by a journal that is lost. */
#define LOST_JOURNAL_MS 86400000

/**
 * Settles steps by the venue's records: now and then by itself, and when the agent asks. What the records
 * do not show stays as it is; that it is not there yet proves nothing.
 */
class CRecovery
  {
private:
   /** A step that the venue has seen although the journal has not. */
   void              TakeFromRecords(StepEntry &entry, const Finding &finding)
     {
      entry.ticket = finding.ticket;
      entry.deal = finding.deal;
      entry.retcode = finding.retcode;
      entry.message = finding.message;
      entry.at = g_clock.NowMs();
      entry.state = STEP_SENT;
      if(finding.found == FOUND_DONE)
         entry.state = STEP_DONE;
      if(finding.found == FOUND_REFUSED)
         entry.state = STEP_REJECTED;
      g_journal.Adopt(entry);
      g_faults.Tell("journal_lost", "the venue knows an order that the journal does not; it is not sent again");
     }

   /** Looks into the records for a step without an outcome; true when there is one now. */
   bool              Resolve(const int index, StepEntry &entry, const long fromMs)
     {
      Finding finding;
      g_lookup.Look(entry, fromMs, finding);
      if(finding.found != FOUND_DONE && finding.found != FOUND_REFUSED)
         return false;
      entry.ticket = finding.ticket;
      entry.deal = finding.deal;
      entry.retcode = finding.retcode;
      entry.message = finding.message;
      entry.state = finding.found == FOUND_DONE ? STEP_DONE : STEP_REJECTED;
      g_journal.Settle(index, entry);
      g_outcomes.Note(entry.symbol + " " + StateText(entry.state) + " by the records");
      return true;
     }

public:
   /** A step that comes with the magic number of something that the journal has never heard of. */
   void              TakeLost(StepEntry &entry)
     {
      Finding finding;
      g_lookup.Look(entry, entry.deadline - LOST_JOURNAL_MS, finding);
      TakeFromRecords(entry, finding);
     }

   /** The venue's records show something of this step. */
   void              Seen(const int index)
     {
      ulong soon = Monotonic() + ANSWER_GRACE_US;
      if(g_steps.NextLook(index) > soon)
         g_steps.LookAt(index, soon);
     }

   /** Looks for steps whose answer is overdue, the longer the less often; needs a connected terminal. */
   void              LookForLost(void)
     {
      StepEntry entry;
      ulong now = Monotonic();
      int looked = 0;
      for(int i = g_steps.OpenCount() - 1; i >= 0 && looked < LOOKS_PER_TURN; i--)
        {
         int index = g_steps.OpenAt(i);
         if(g_steps.NextLook(index) > now)
            continue;
         looked++;
         g_steps.Get(index, entry);
         if(Resolve(index, entry, entry.journaledAt))
           {
            g_outcomes.Tell("result", entry);
            continue;
           }
         entry.looks++;
         ulong wait = (ulong)FIRST_LOOK_US << MathMin(entry.looks, 10);
         entry.nextLook = now + MathMin(wait, (ulong)LONGEST_LOOK_US);
         g_steps.Set(index, entry);
        }
     }

   /**
    * Finds out what a `query` asks for and puts the answer into `answer`; false when the query is bad. Needs
    * a connected terminal, for `never` is said of what the records do not know.
    */
   bool              Query(CFields &fields, StepEntry &entry, string &answer)
     {
      ClearStep(entry);
      entry.order = fields.OrderId("order");
      entry.step = fields.Count("step");
      entry.magic = fields.Whole("magic");
      long fromMs = fields.Time("from");
      if(fields.Fault() != "" || entry.magic == 0)
         return false;
      int index = g_steps.Find(entry.magic);
      if(index >= 0)
        {
         g_steps.Get(index, entry);
         if(entry.state == STEP_SENT)
            Resolve(index, entry, MathMin(fromMs, entry.journaledAt));
         answer = "answer" + OutcomeFields(entry);
         return true;
        }
      Finding finding;
      g_lookup.Look(entry, fromMs, finding);
      if(finding.found != FOUND_NOTHING)
        {
         TakeFromRecords(entry, finding);
         answer = "answer" + OutcomeFields(entry);
         return true;
        }
      answer = "answer" + Field("order", entry.order) + Field("step", IntegerToString(entry.step)) +
               Field("state", "never") + Field("retcode", "0") + Field("message", "") + Field("ticket", "0") +
               Field("deal", "0") + Field("at", TimeText(g_clock.NowMs()));
      return true;
     }
  };

CRecovery g_recovery;

#endif
