//+------------------------------------------------------------------+
//| Fault.mqh: what a person has to see.                              |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_FAULT_MQH
#define SALLYPORT_FAULT_MQH

/** The same fault is not told more often than this. */
#define FAULT_PAUSE_US 5000000

class CFaults
  {
private:
   string            m_code;
   string            m_message;
   ulong             m_at;

public:
   void              Start(void)
     {
      m_code = "";
      m_message = "";
      m_at = 0;
     }

   /** The newest one, for the panel; empty when there was none in the last minute. */
   string            Newest(void)
     {
      if(m_code == "" || Monotonic() - m_at > 60000000)
         return "";
      return m_message;
     }

   /** Into the terminal's log, to the agent when there is a link, and onto the panel. */
   void              Tell(const string code, const string message)
     {
      ulong now = Monotonic();
      if(code == m_code && now - m_at < FAULT_PAUSE_US)
         return;
      m_code = code;
      m_message = Clean(message, 300);
      m_at = now;
      Print("Sallyport: ", code, ": ", m_message);
      g_link.Send("fault" + Field("code", code) + Field("message", m_message) +
                  Field("at", TimeText(g_clock.NowMs())));
     }
  };

CFaults g_faults;

#endif
