//+------------------------------------------------------------------+
//| Journal.mqh: every step that ever came, and what came of it.      |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_JOURNAL_MQH
#define SALLYPORT_JOURNAL_MQH

#define JOURNAL_VERSION "2"
/** More lines than this and the file is written anew without what is old and settled. */
#define COMPACT_LINES 50000
/**
 * Settled steps stay at least so long behind their deadline, 30 days, and the newest ones always: what they
 * opened may stand for long, and its deals name the order while the step is known. After that the magic
 * number still names it.
 */
#define KEEP_MS 2592000000
#define KEEP_NEWEST 5000

/**
 * The write-ahead journal of one account. A step is sent to the venue only when its line, which is the
 * agent's own frame, is in the file; so whatever ends the terminal, a step that was sent is found here
 * again, and is never sent a second time. What came of it is a second line. A step without one may have
 * been executed: only the venue's records can say (Lookup.mqh).
 *
 * What compaction forgets is long past its deadline, so that it could not be sent again either.
 */
class CJournal
  {
private:
   CJournalFile      m_file;
   string            m_name;
   string            m_account;
   string            m_id;
   /** Steps whose last line may not be in the file. */
   int               m_unsaved[];
   int               m_unsavedCount;
   int               m_lines;
   int               m_compactAt;
   bool              m_failed;

   /**
    * Drawn when the file is made. An agent that meets another id knows that this journal may not have heard
    * of steps that the one before had.
    */
   string            NewId(void)
     {
      return StringSubstr(MakeNonce("journal|" + m_account), 0, 32);
     }

   /** The file's first line. */
   string            Header(void)
     {
      return "journal" + Field("version", JOURNAL_VERSION) + Field("account", m_account) + Field("id", m_id) +
             Field("at", TimeText(g_clock.NowMs()));
     }

   bool              ReadHeader(CFields &fields)
     {
      string account = fields.Text("account", 200);
      string id = fields.Text("id", 32);
      if(account != m_account || StringLen(id) != 32)
         return false;
      m_id = id;
      return true;
     }

   void              AppendOutcome(const StepEntry &entry)
     {
      m_file.Append("outcome" + Field("magic", UlongText(entry.magic)) + OutcomeFields(entry));
      m_lines++;
     }

   bool              ReadOutcome(CFields &fields)
     {
      StepEntry entry;
      ClearStep(entry);
      entry.magic = fields.Whole("magic");
      entry.order = fields.OrderId("order");
      entry.step = fields.Count("step");
      int state = fields.Word("state", STATE_WORDS);
      uint retcode = (uint)fields.Whole("retcode");
      string message = fields.Text("message", 200);
      ulong ticket = fields.Whole("ticket");
      ulong deal = fields.Whole("deal");
      long at = fields.Time("at");
      if(fields.Fault() != "" || entry.magic == 0)
         return false;
      int index = g_steps.Find(entry.magic);
      if(index < 0)
         index = g_steps.Add(entry);
      g_steps.Get(index, entry);
      entry.state = state;
      entry.retcode = retcode;
      entry.message = message;
      entry.ticket = ticket;
      entry.deal = deal;
      entry.at = at;
      g_steps.Set(index, entry);
      return true;
     }

   bool              ReadLine(const string text)
     {
      CFields fields;
      if(!fields.Parse(text))
         return false;
      if(fields.Kind() == "journal")
         return ReadHeader(fields);
      if(fields.Kind() == "outcome")
         return ReadOutcome(fields);
      if(fields.Kind() == "tried")
         return true;
      StepEntry entry;
      if(fields.Kind() != "submit" || !ReadStep(fields, entry))
         return false;
      entry.journaledAt = fields.Time("journaled_at");
      entry.at = entry.journaledAt;
      if(g_steps.Find(entry.magic) < 0)
         g_steps.Add(entry);
      return true;
     }

   bool              Load(void)
     {
      m_unsavedCount = 0;
      m_lines = 0;
      m_failed = false;
      m_id = "";
      g_steps.Clear();
      if(!m_file.Open(m_name))
         return false;
      string text = "";
      int bad = 0;
      while(m_file.NextLine(text))
        {
         m_lines++;
         if(!ReadLine(text))
            bad++;
        }
      if(bad > 0)
         Print("Sallyport: ", bad, " lines of the journal are of another kind or account");
      // A damaged line may have been a step's, so what such a journal does not know proves nothing either.
      if(m_id == "" || m_file.Damaged() > 0)
        {
         m_id = NewId();
         m_file.Append(Header());
         m_lines++;
         // A journal that is there can be read on a full disk, too; orders are refused then.
         bool written = m_file.Commit();
         return written || m_lines > 1;
        }
      return true;
     }

   bool              IsKept(const int index)
     {
      StepEntry entry;
      g_steps.Get(index, entry);
      if(entry.state == STEP_SENT || index >= g_steps.Count() - KEEP_NEWEST)
         return true;
      return entry.deadline > g_clock.NowMs() - KEEP_MS;
     }

   /** Copies the lines that are still needed; the file is as it was when that fails. */
   bool              CopyKept(void)
     {
      CJournalFile fresh;
      CFields fields;
      string text = "";
      string name = m_name + ".new";
      FileDelete(name);
      if(!m_file.Rewind() || !fresh.Open(name))
         return false;
      bool whole = true;
      int lines = 0;
      fresh.Append(Header());
      while(whole && m_file.NextLine(text))
        {
         ulong magic = 0;
         if(fields.Parse(text) && fields.Kind() != "journal")
            magic = fields.Whole("magic");
         int index = g_steps.Find(magic);
         if(index < 0 || !IsKept(index))
            continue;
         fresh.Append(text);
         lines++;
         if(lines % 1000 == 0)
            whole = fresh.Commit();
        }
      whole = fresh.Commit() && whole;
      fresh.Close();
      return whole;
     }

   bool              Compact(void)
     {
      if(!CopyKept())
        {
         FileDelete(m_name + ".new");
         return false;
        }
      m_file.Close();
      if(!FileMove(m_name + ".new", 0, m_name, FILE_REWRITE))
         Print("Sallyport: the journal could not be shortened, error ", GetLastError());
      bool loaded = Load();
      m_compactAt = MathMax(COMPACT_LINES, m_lines * 2);
      return loaded;
     }

public:
   void              Start(void)
     {
      m_file.Start();
      m_account = "";
      m_id = "";
      m_unsavedCount = 0;
      m_lines = 0;
      m_compactAt = COMPACT_LINES;
      m_failed = false;
      g_steps.Clear();
     }

   /** Opens the journal of this account, `login@server`; false when another program has it open. */
   bool              Open(const string account)
     {
      m_account = account;
      m_name = "Sallyport-";
      for(int i = 0; i < StringLen(account); i++)
        {
         ushort code = StringGetCharacter(account, i);
         bool plain = IsDigit(code) || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                      code == '.' || code == '-';
         if(plain)
            m_name += ShortToString(code);
         else
            m_name += "_";
        }
      m_name += ".journal";
      // A crash between the removal of the old file and the renaming of the new one.
      if(!FileIsExist(m_name) && FileIsExist(m_name + ".new"))
         FileMove(m_name + ".new", 0, m_name, FILE_REWRITE);
      if(!Load())
        {
         m_file.Close();
         return false;
        }
      if(m_file.Damaged() > 0)
         Print("Sallyport: ", m_file.Damaged(), " lines of the journal are damaged and were left out");
      if(m_file.IsTorn() || m_file.Damaged() > 0 || m_lines > COMPACT_LINES)
         return Compact() || m_file.IsOpen();
      return true;
     }

   void              Close(void)
     {
      m_file.Commit();
      m_file.Close();
     }

   bool              IsOpen(void)
     {
      return m_file.IsOpen();
     }

   string            Account(void)
     {
      return m_account;
     }

   /** Stays the same for as long as nothing of the journal is lost. */
   string            Id(void)
     {
      return m_id;
     }

   /** The last write failed. */
   bool              HasFailed(void)
     {
      return m_failed;
     }

   /** Appends a step with its frame; it counts when `Commit` has said so. The answer is its index. */
   int               Begin(StepEntry &entry, const string frame)
     {
      entry.journaledAt = g_clock.NowMs();
      entry.at = entry.journaledAt;
      m_file.Append(frame + Field("journaled_at", TimeText(entry.journaledAt)));
      m_lines++;
      return g_steps.Add(entry);
     }

   /** Takes a step of which only the venue's records knew. */
   int               Adopt(const StepEntry &entry)
     {
      AppendOutcome(entry);
      return g_steps.Add(entry);
     }

   /** Puts back what changed in a copy of the step, with a line for it. */
   void              Settle(const int index, StepEntry &entry)
     {
      entry.at = g_clock.NowMs();
      g_steps.Set(index, entry);
      AppendOutcome(entry);
      ArrayResize(m_unsaved, m_unsavedCount + 1, 256);
      m_unsaved[m_unsavedCount] = index;
      m_unsavedCount++;
     }

   /** Writes all that was appended; false when the disk did not take it, or not before either. */
   bool              Commit(void)
     {
      if(!m_file.HasMore())
         return !m_failed;
      m_failed = !m_file.Commit();
      if(!m_failed)
         m_unsavedCount = 0;
      return !m_failed;
     }

   /** Now and then: writes again what the disk did not take, and shortens a file that has become long. */
   void              Tend(void)
     {
      if(m_failed)
        {
         StepEntry entry;
         for(int i = 0; i < m_unsavedCount; i++)
           {
            g_steps.Get(m_unsaved[i], entry);
            AppendOutcome(entry);
           }
         if(m_unsavedCount == 0)
            m_file.Append("tried" + Field("at", TimeText(g_clock.NowMs())));
         Commit();
        }
      else if(m_lines > m_compactAt && g_steps.OpenCount() == 0)
         Compact();
     }
  };

CJournal g_journal;

#endif
