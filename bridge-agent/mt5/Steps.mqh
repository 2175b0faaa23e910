//+------------------------------------------------------------------+
//| Steps.mqh: the steps that the journal knows, in memory.           |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_STEPS_MQH
#define SALLYPORT_STEPS_MQH

/** Steps by their place, which stays while the program runs; found by magic number or by ticket. */
class CSteps
  {
private:
   StepEntry         m_steps[];
   int               m_count;
   /** By the agent's magic, and by the ticket of the order that came of a step. */
   CIndex            m_byMagic;
   CIndex            m_byTicket;
   /** Steps without an outcome. */
   int               m_open[];
   int               m_openCount;

   void              AddOpen(const int index)
     {
      ArrayResize(m_open, m_openCount + 1, 256);
      m_open[m_openCount] = index;
      m_openCount++;
     }

   void              RemoveOpen(const int index)
     {
      for(int i = 0; i < m_openCount; i++)
         if(m_open[i] == index)
           {
            m_open[i] = m_open[m_openCount - 1];
            m_openCount--;
            return;
           }
     }

public:
   void              Clear(void)
     {
      m_count = 0;
      m_openCount = 0;
      ArrayResize(m_steps, 0, 4096);
      m_byMagic.Clear();
      m_byTicket.Clear();
     }

   int               Count(void)
     {
      return m_count;
     }

   int               Add(const StepEntry &entry)
     {
      int index = m_count;
      m_count++;
      ArrayResize(m_steps, m_count, 4096);
      m_steps[index] = entry;
      m_byMagic.Put(entry.magic, index);
      m_byTicket.Put(entry.ticket, index);
      if(entry.state == STEP_SENT)
         AddOpen(index);
      return index;
     }

   void              Get(const int index, StepEntry &entry)
     {
      entry = m_steps[index];
     }

   /** Puts back a copy that was changed. */
   void              Set(const int index, const StepEntry &entry)
     {
      bool wasOpen = m_steps[index].state == STEP_SENT;
      m_steps[index] = entry;
      m_byTicket.Put(entry.ticket, index);
      if(wasOpen && entry.state != STEP_SENT)
         RemoveOpen(index);
      if(!wasOpen && entry.state == STEP_SENT)
         AddOpen(index);
     }

   /** The index of the step with this magic, or -1. */
   int               Find(const ulong magic)
     {
      return m_byMagic.Find(magic);
     }

   /** The step that an order, deal or position of the venue belongs to, or -1. */
   int               Owner(const ulong magic, const string comment, const ulong ticket)
     {
      int index = m_byMagic.Find(magic);
      if(index < 0)
         index = m_byMagic.Find(MagicOfTag(comment));
      return index < 0 ? m_byTicket.Find(ticket) : index;
     }

   /** Monotonic microseconds at which the records are to be looked at for this step. */
   ulong             NextLook(const int index)
     {
      return m_steps[index].nextLook;
     }

   void              LookAt(const int index, const ulong when)
     {
      m_steps[index].nextLook = when;
     }

   int               OpenCount(void)
     {
      return m_openCount;
     }

   int               OpenAt(const int place)
     {
      return m_open[place];
     }
  };

CSteps g_steps;

#endif
