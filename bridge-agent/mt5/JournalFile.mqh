//+------------------------------------------------------------------+
//| JournalFile.mqh: lines that are on the disk before anybody acts.  |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_JOURNALFILE_MQH
#define SALLYPORT_JOURNALFILE_MQH

#define LINE_END 10
/** Separator, then eight hex digits over everything before it. */
#define CHECKSUM_CHARACTERS 9

/**
 * A file of text lines, each with a checksum. Lines are collected by `Append` and written by `Commit`,
 * which says whether they are whole in the file. MQL5's FileFlush has no answer, so the size is compared;
 * a disk that is full shows there or in the number of bytes written.
 *
 * A line that was cut (by a full disk, or by a crash) fails its checksum and is overlooked at the next
 * start, and the line after it begins on a line of its own.
 *
 * The file is opened without FILE_SHARE_*: a second terminal or chart that works on the same account in
 * the same MQL5/Files folder cannot open it.
 */
class CJournalFile
  {
private:
   int               m_handle;
   ulong             m_length;
   /** The file may end within a line. */
   bool              m_torn;
   uchar             m_buffer[];
   int               m_count;
   uchar             m_line[];
   uchar             m_content[];
   int               m_at;
   int               m_damaged;

   void              Push(const uchar &bytes[], const int count)
     {
      if(m_count + count > ArraySize(m_buffer))
         ArrayResize(m_buffer, m_count + count, 65536);
      ArrayCopy(m_buffer, bytes, m_count, 0, count);
      m_count += count;
     }

public:
   void              Start(void)
     {
      m_handle = INVALID_HANDLE;
      m_length = 0;
      m_torn = false;
      m_count = 0;
      m_at = 0;
      m_damaged = 0;
     }

   bool              IsOpen(void)
     {
      return m_handle != INVALID_HANDLE;
     }

   /** Lines that failed their checksum, the last one of the file not counted. */
   int               Damaged(void)
     {
      return m_damaged;
     }

   /** The end of the file was cut; what is left of that line counts for nothing. */
   bool              IsTorn(void)
     {
      return m_torn;
     }

   /** Opens the file, making it if it is not there, and reads it; false when it is locked or unreadable. */
   bool              Open(const string name)
     {
      Start();
      ResetLastError();
      m_handle = FileOpen(name, FILE_READ | FILE_WRITE | FILE_BIN);
      if(m_handle == INVALID_HANDLE)
         return false;
      if(Rewind())
         return true;
      Close();
      return false;
     }

   /** Reads the whole file; `NextLine` gives its lines from the first on. */
   bool              Rewind(void)
     {
      m_at = 0;
      m_damaged = 0;
      m_length = FileSize(m_handle);
      ArrayResize(m_content, (int)m_length);
      if(m_length == 0)
         return true;
      FileSeek(m_handle, 0, SEEK_SET);
      if(FileReadArray(m_handle, m_content, 0, (int)m_length) != (uint)m_length)
         return false;
      m_torn = m_content[(int)m_length - 1] != LINE_END;
      return true;
     }

   /** The next line that is whole, without its checksum. */
   bool              NextLine(string &text)
     {
      int size = ArraySize(m_content);
      while(m_at < size)
        {
         int start = m_at;
         int end = start;
         while(end < size && m_content[end] != LINE_END)
            end++;
         m_at = end + 1;
         int count = end - start - CHECKSUM_CHARACTERS;
         if(count > 0 && m_content[start + count] == SEPARATOR_CODE)
           {
            string sum = CharArrayToString(m_content, start + count + 1, 8, CP_UTF8);
            if(sum == StringFormat("%08x", Checksum(m_content, start, count)))
              {
               text = CharArrayToString(m_content, start, count, CP_UTF8);
               return true;
              }
           }
         if(end > start && end < size)
            m_damaged++;
        }
      ArrayFree(m_content);
      return false;
     }

   void              Append(const string text)
     {
      int count = Utf8Bytes(text, m_line);
      string sum = g_separator + StringFormat("%08x", Checksum(m_line, 0, count));
      Push(m_line, count);
      Push(m_line, Utf8Bytes(sum + "\n", m_line));
     }

   bool              HasMore(void)
     {
      return m_count > 0;
     }

   /** Writes and flushes what was appended. When it fails nothing of it counts, and it is forgotten. */
   bool              Commit(void)
     {
      if(m_count == 0)
         return true;
      int count = m_count;
      m_count = 0;
      if(m_handle == INVALID_HANDLE)
         return false;
      ResetLastError();
      FileSeek(m_handle, 0, SEEK_END);
      ulong before = FileSize(m_handle);
      if(m_torn)
        {
         uchar lineEnd[];
         ArrayResize(lineEnd, 1);
         lineEnd[0] = LINE_END;
         before += (ulong)FileWriteArray(m_handle, lineEnd, 0, 1);
        }
      uint written = FileWriteArray(m_handle, m_buffer, 0, count);
      FileFlush(m_handle);
      int error = GetLastError();
      m_length = FileSize(m_handle);
      bool whole = error == 0 && written == (uint)count && m_length == before + (ulong)count;
      m_torn = !whole;
      return whole;
     }

   void              Close(void)
     {
      if(m_handle != INVALID_HANDLE)
         FileClose(m_handle);
      m_handle = INVALID_HANDLE;
      ArrayFree(m_content);
     }
  };

#endif
