//+------------------------------------------------------------------+
//| Inbox.mqh: bytes that were read, and the frames in them.          |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_INBOX_MQH
#define SALLYPORT_INBOX_MQH

#define HEADER_BYTES 4
/** Longest frame body; a longer one closes the link. */
#define FRAME_MOST_BYTES 16384
/** Most bytes that are asked of the socket at once. */
#define CHUNK_BYTES 16384

class CInbox
  {
private:
   uchar             m_bytes[];
   int               m_start;
   int               m_end;

   /** Makes room for `count` bytes behind what was read and not yet taken. */
   void              MakeRoom(const int count)
     {
      if(m_start == m_end)
         Clear();
      if(m_start > 0 && m_end + count > ArraySize(m_bytes))
        {
         for(int i = m_start; i < m_end; i++)
            m_bytes[i - m_start] = m_bytes[i];
         m_end -= m_start;
         m_start = 0;
        }
      if(m_end + count > ArraySize(m_bytes))
         ArrayResize(m_bytes, m_end + count, FRAME_MOST_BYTES + CHUNK_BYTES);
     }

public:
   void              Start(void)
     {
      Clear();
      ArrayResize(m_bytes, FRAME_MOST_BYTES + CHUNK_BYTES);
     }

   void              Clear(void)
     {
      m_start = 0;
      m_end = 0;
     }

   void              Put(const uchar &bytes[], const int count)
     {
      MakeRoom(count);
      ArrayCopy(m_bytes, bytes, m_end, 0, count);
      m_end += count;
     }

   /** Length of the next frame's body; 0 when it is not whole yet, -1 when no frame is so long or empty. */
   int               NextLength(void)
     {
      if(m_end - m_start < HEADER_BYTES)
         return 0;
      uint length = ((uint)m_bytes[m_start] << 24) | ((uint)m_bytes[m_start + 1] << 16) |
                    ((uint)m_bytes[m_start + 2] << 8) | (uint)m_bytes[m_start + 3];
      if(length < 1 || length > FRAME_MOST_BYTES)
         return -1;
      return m_end - m_start - HEADER_BYTES < (int)length ? 0 : (int)length;
     }

   /** Takes a whole frame of this length; false when it has control characters. */
   bool              Take(const int length, string &text)
     {
      int start = m_start + HEADER_BYTES;
      m_start = start + length;
      for(int i = start; i < start + length; i++)
         // A line break would end up within a line of the journal.
         if((m_bytes[i] < 0x20 && m_bytes[i] != SEPARATOR_CODE) || m_bytes[i] == 0x7F)
            return false;
      text = CharArrayToString(m_bytes, start, length, CP_UTF8);
      return true;
     }
  };

#endif
