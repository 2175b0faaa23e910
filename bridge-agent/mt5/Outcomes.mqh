//+------------------------------------------------------------------+
//| Outcomes.mqh: what came of a step, and who is told.               |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_OUTCOMES_MQH
#define SALLYPORT_OUTCOMES_MQH

/** When the records are first asked for a step whose answer has not come. */
#define FIRST_LOOK_US 500000
/** A deal is there and the answer is not: so long it may still come by itself. */
#define ANSWER_GRACE_US 250000
#define MESSAGE_MOST 200

/** Into the journal, to the agent when it is in step, and onto the panel. */
class COutcomes
  {
private:
   bool              m_telling;
   string            m_last;

public:
   void              Start(void)
     {
      m_telling = false;
      m_last = "none";
     }

   /** The agent is in step: results may be told. */
   void              SetTelling(const bool telling)
     {
      m_telling = telling;
     }

   bool              IsTelling(void)
     {
      return m_telling;
     }

   /** For the panel: what happened last. */
   void              Note(const string text)
     {
      m_last = text;
     }

   string            LastText(void)
     {
      return m_last;
     }

   void              Tell(const string kind, const StepEntry &entry)
     {
      if(m_telling)
         g_link.Send(kind + OutcomeFields(entry));
     }

   /** The step's new standing: into the journal, to the agent, onto the panel. */
   void              Become(const int index, StepEntry &entry, const int state, const uint retcode,
                            const string message)
     {
      entry.state = state;
      entry.retcode = retcode;
      entry.message = Clean(message, MESSAGE_MOST);
      g_journal.Settle(index, entry);
      m_last = entry.symbol + " " + StateText(state);
      if(retcode != 0)
         m_last += " " + IntegerToString((long)retcode);
      if(state != STEP_DONE)
         m_last += " " + entry.message;
      Tell("result", entry);
     }
  };

COutcomes g_outcomes;

#endif
