//+------------------------------------------------------------------+
//| Retry.mqh: when the link is tried again after it ended.           |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_RETRY_MQH
#define SALLYPORT_RETRY_MQH

#define FIRST_BACKOFF_MS 50
#define LONGEST_BACKOFF_MS 2000
/** What a person has to change first; and what another program of this release would not do. */
#define HINDRANCE_BACKOFF_MS 20000
#define DISPUTE_BACKOFF_MS 5000

/** Longer from failure to failure; and by the agent's word, when it was the agent that ended the link. */
class CRetry
  {
private:
   int               m_failures;
   /** Why the agent ended the link, a word of the link; empty when it did not say. */
   string            m_refusal;
   ulong             m_at;

   /** The longest wait before the next attempt. */
   int               Ceiling(void)
     {
      if(m_refusal == "another_terminal" || m_refusal == "wrong_token" || m_refusal == "unsupported_version")
         return HINDRANCE_BACKOFF_MS;
      // The terminal was away, the agent was, or another account has just been logged in to.
      bool passing = m_refusal == "" || m_refusal == "replaced" || m_refusal == "silent" ||
                     m_refusal == "agent_stops" || m_refusal == "account_switched";
      if(!passing)
         return DISPUTE_BACKOFF_MS;
      return MathMin(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << MathMin(m_failures, 10));
     }

public:
   void              Start(void)
     {
      m_failures = 0;
      m_refusal = "";
      m_at = 0;
      MathSrand((int)(GetTickCount64() % 2147483647));
     }

   bool              IsDue(void)
     {
      return Monotonic() >= m_at;
     }

   /** The agent has said why it ends the link. */
   void              Refused(const string code)
     {
      m_refusal = code;
     }

   /** The link has ended after a while, or did not come about; `lasted` when it was a good one. */
   void              Later(const bool lasted)
     {
      if(lasted)
         m_failures = 0;
      // Between half of it and all of it, so that two terminals do not come back in step.
      double wait = Ceiling() * (0.5 + 0.5 * (double)MathRand() / 32767.0);
      m_at = Monotonic() + (ulong)(wait * 1000.0);
      m_failures++;
      m_refusal = "";
     }
  };

#endif
