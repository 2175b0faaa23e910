//+------------------------------------------------------------------+
//| Queries.mqh: what came of a step, when the agent asks.            |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_QUERIES_MQH
#define SALLYPORT_QUERIES_MQH

/** Queries wait until the terminal's records can be asked. */
class CQueries
  {
private:
   string            m_frames[];
   int               m_count;

public:
   void              Clear(void)
     {
      m_count = 0;
     }

   void              Add(const string frame)
     {
      ArrayResize(m_frames, m_count + 1, 64);
      m_frames[m_count] = frame;
      m_count++;
     }

   /** Answers them all; the answer is what is bad about one of them, empty when they were good. */
   string            Answer(void)
     {
      CFields fields;
      StepEntry entry;
      string answer = "";
      string fault = "";
      for(int i = 0; i < m_count && fault == ""; i++)
        {
         if(!fields.Parse(m_frames[i]) || !g_recovery.Query(fields, entry, answer))
           {
            fault = "a bad query: " + fields.Fault();
            continue;
           }
         g_deals.TellOlder(entry.ticket, entry.deal);
         g_link.Send(answer);
        }
      m_count = 0;
      return fault;
     }
  };

CQueries g_queries;

#endif
