//+------------------------------------------------------------------+
//| Text.mqh: numbers to text and back, as they stand on the EA link. |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_TEXT_MQH
#define SALLYPORT_TEXT_MQH

/** Stands between the fields of a frame and of a journal line (U+001F). */
#define SEPARATOR_CODE 0x1F

/** Ticks, tick values and swaps have at most so many decimals on the link. */
#define MOST_DECIMALS 10
/** Enough for an average price; beyond it a double shows its own digits. */
#define AVERAGE_DECIMALS 8

/** The separator as text; set once by SetUpText, since a global cannot be made of a function's answer. */
string g_separator = "";

void SetUpText(void)
  {
   g_separator = ShortToString((ushort)SEPARATOR_CODE);
  }

/** One field of a frame, with the separator before it. The value must have no control characters. */
string Field(const string key, const string value)
  {
   return g_separator + key + "=" + value;
  }

/** MQL5's IntegerToString is signed; tickets and magic numbers are not. */
string UlongText(const ulong value)
  {
   return StringFormat("%I64u", value);
  }

/** A time or a duration that is sent; the link knows no negative ones. */
string TimeText(const long milliseconds)
  {
   return IntegerToString(milliseconds > 0 ? milliseconds : 0);
  }

/** True for numbers that the link can carry: at most 15 digits before the point, no infinity, no NaN. */
bool IsPlainNumber(const double value)
  {
   return MathIsValidNumber(value) && MathAbs(value) < 1.0e15;
  }

/** With exactly so many decimals; "0" for what is no number. */
string PriceText(const double value, const int digits)
  {
   if(!IsPlainNumber(value) || value == 0.0)
      return "0";
   return DoubleToString(value, digits);
  }

/** Without trailing zeros; at least `fewest` decimals stay. */
string ShortText(const double value, const int digits, const int fewest)
  {
   if(!IsPlainNumber(value))
      return "0";
   string text = DoubleToString(value, digits);
   int length = StringLen(text);
   int point = StringFind(text, ".");
   if(point < 0)
      return text;
   int least = fewest > 0 ? point + 1 + fewest : point;
   while(length > least && length > point + 1 && StringGetCharacter(text, length - 1) == '0')
      length--;
   if(length == point + 1)
      length = point;
   text = StringSubstr(text, 0, length);
   if(text == "-0")
      return "0";
   return text;
  }

string LotsText(const double lots)
  {
   return ShortText(lots, 8, 0);
  }

bool IsDigit(const ushort code)
  {
   return code >= '0' && code <= '9';
  }

/** Reads a whole number that is not negative; false when it is none or does not fit. */
bool ParseUlong(const string text, ulong &value)
  {
   value = 0;
   int length = StringLen(text);
   if(length < 1 || length > 20)
      return false;
   for(int i = 0; i < length; i++)
     {
      ushort code = StringGetCharacter(text, i);
      if(!IsDigit(code))
         return false;
      ulong digit = (ulong)(code - '0');
      // The largest ulong is 18446744073709551615.
      if(value > 1844674407370955161 || (value == 1844674407370955161 && digit > 5))
         return false;
      value = value * 10 + digit;
     }
   return true;
  }

/** True for a plain decimal such as -12.50: at most 15 digits before the point and 10 after it. */
bool IsDecimalText(const string text)
  {
   int length = StringLen(text);
   int at = length > 0 && StringGetCharacter(text, 0) == '-' ? 1 : 0;
   int point = StringFind(text, ".");
   int whole = (point < 0 ? length : point) - at;
   if(whole < 1 || whole > 15)
      return false;
   int decimals = point < 0 ? 0 : length - point - 1;
   if(point >= 0 && (decimals < 1 || decimals > MOST_DECIMALS))
      return false;
   for(int i = at; i < length; i++)
      if(i != point && !IsDigit(StringGetCharacter(text, i)))
         return false;
   return true;
  }

bool IsControl(const ushort code)
  {
   return code < 0x20 || (code >= 0x7F && code <= 0x9F);
  }

/**
 * Text of others (symbols, servers, the broker's comments) made fit for a frame and for the journal:
 * no control characters, no halves of surrogate pairs, not longer than `most` characters.
 */
string Clean(const string text, const int most)
  {
   string clean = text;
   if(StringLen(clean) > most)
      clean = StringSubstr(clean, 0, most);
   int length = StringLen(clean);
   for(int i = 0; i < length; i++)
     {
      ushort code = StringGetCharacter(clean, i);
      if(IsControl(code) || (code >= 0xD800 && code <= 0xDFFF))
         StringSetCharacter(clean, i, '?');
     }
   return clean;
  }

/** UTF-8 without the zero that MQL5 puts after it; the answer is the number of bytes. */
int Utf8Bytes(const string text, uchar &bytes[])
  {
   int count = StringToCharArray(text, bytes, 0, -1, CP_UTF8);
   if(count > 0 && bytes[count - 1] == 0)
      count--;
   return count;
  }

/** FNV-1a over some of the bytes: finds torn and damaged lines, proves nothing against intent. */
uint Checksum(const uchar &bytes[], const int start, const int count)
  {
   uint hash = 2166136261;
   for(int i = start; i < start + count; i++)
     {
      hash ^= (uint)bytes[i];
      hash *= 16777619;
     }
   return hash;
  }

/** Value of a lower-case hex digit, or -1. */
int HexValue(const ushort code)
  {
   if(IsDigit(code))
      return (int)(code - '0');
   if(code >= 'a' && code <= 'f')
      return (int)(code - 'a') + 10;
   return -1;
  }

#endif
