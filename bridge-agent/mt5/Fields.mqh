//+------------------------------------------------------------------+
//| Fields.mqh: a frame, or a journal line, taken apart.              |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_FIELDS_MQH
#define SALLYPORT_FIELDS_MQH

/**
 * The first field is the kind of the message, the others are key=value. Readers ask for fields by name;
 * one that is missing or has another form than asked for makes the whole message bad, and `Fault` says
 * which it was. So a reader asks for all that it needs, and then once whether all was well.
 */
class CFields
  {
private:
   string            m_kind;
   string            m_keys[];
   string            m_values[];
   int               m_count;
   /** Where the next field is looked for first: fields are mostly asked for in the order they have. */
   int               m_next;
   string            m_fault;

   int               Find(const string key)
     {
      if(m_next < m_count && m_keys[m_next] == key)
        {
         m_next++;
         return m_next - 1;
        }
      for(int i = 0; i < m_count; i++)
         if(m_keys[i] == key)
           {
            m_next = i + 1;
            return i;
           }
      return -1;
     }

   void              Blame(const string key)
     {
      if(m_fault == "")
         m_fault = key;
     }

public:
   /** False when the text is no message: a field without a name, or one that is there twice. */
   bool              Parse(const string text)
     {
      string parts[];
      m_count = 0;
      m_next = 0;
      m_fault = "";
      m_kind = "";
      int count = StringSplit(text, (ushort)SEPARATOR_CODE, parts);
      if(count < 1 || parts[0] == "")
         return false;
      m_kind = parts[0];
      ArrayResize(m_keys, count - 1, 64);
      ArrayResize(m_values, count - 1, 64);
      for(int i = 1; i < count; i++)
        {
         int equals = StringFind(parts[i], "=");
         if(equals < 1)
            return false;
         string key = StringSubstr(parts[i], 0, equals);
         if(Find(key) >= 0)
            return false;
         m_keys[m_count] = key;
         m_values[m_count] = StringSubstr(parts[i], equals + 1);
         m_count++;
        }
      return true;
     }

   string            Kind(void)
     {
      return m_kind;
     }

   /** The first field that was missing or malformed; empty when all was well. */
   string            Fault(void)
     {
      return m_fault;
     }

   string            Text(const string key, const int most)
     {
      int at = Find(key);
      if(at < 0 || StringLen(m_values[at]) > most)
        {
         Blame(key);
         return "";
        }
      return m_values[at];
     }

   ulong             Whole(const string key)
     {
      ulong value = 0;
      int at = Find(key);
      if(at < 0 || !ParseUlong(m_values[at], value))
         Blame(key);
      return value;
     }

   /** A number that an int holds. */
   int               Count(const string key)
     {
      ulong value = Whole(key);
      if(value > 2147483647)
        {
         Blame(key);
         return 0;
        }
      return (int)value;
     }

   /** Epoch milliseconds. */
   long              Time(const string key)
     {
      ulong value = Whole(key);
      if(value > 9007199254740991)
        {
         Blame(key);
         return 0;
        }
      return (long)value;
     }

   /** A price or a volume; neither is ever negative on this link. */
   double            Number(const string key)
     {
      int at = Find(key);
      if(at < 0 || !IsDecimalText(m_values[at]) || StringGetCharacter(m_values[at], 0) == '-')
        {
         Blame(key);
         return 0.0;
        }
      return StringToDouble(m_values[at]);
     }

   /** Which of the words (joined with commas) the field is, counted from 0; -1 and a fault when none. */
   int               Word(const string key, const string words)
     {
      int field = Find(key);
      int length = field < 0 ? 0 : StringLen(m_values[field]);
      int start = 0;
      for(int word = 0; length > 0 && start < StringLen(words); word++)
        {
         int end = StringFind(words, ",", start);
         if(end < 0)
            end = StringLen(words);
         if(end - start == length && StringSubstr(words, start, length) == m_values[field])
            return word;
         start = end + 1;
        }
      Blame(key);
      return -1;
     }

   /** An order's id: `ord_` and 26 characters of base32. */
   string            OrderId(const string key)
     {
      string text = Text(key, 30);
      bool good = StringLen(text) == 30 && StringSubstr(text, 0, 4) == "ord_";
      for(int i = 4; good && i < 30; i++)
        {
         ushort code = StringGetCharacter(text, i);
         good = IsDigit(code) || (code >= 'A' && code <= 'Z');
        }
      if(!good)
         Blame(key);
      return text;
     }
  };

#endif
