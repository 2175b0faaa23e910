#include "array.h"

/// The ANSI page of a Western system: what it cannot say becomes a question mark.
static std::string ansi_of(const std::u16string &units) {
  std::string bytes;
  for (char16_t unit : units) bytes += unit < 0x100 ? static_cast<char>(unit) : '?';
  return bytes;
}

static std::u16string of_ansi(const char *bytes, size_t length) {
  std::u16string units;
  for (size_t i = 0; i < length; i++) units += static_cast<char16_t>(static_cast<unsigned char>(bytes[i]));
  return units;
}

// Without a count the trailing zero is copied and counted; with one, that many characters and no zero.
int StringToCharArray(const string &text, mql_array<uchar> &bytes, int start, int count, uint codepage) {
  std::u16string units = text.units();
  if (count >= 0 && static_cast<size_t>(count) < units.size()) units.resize(static_cast<size_t>(count));
  bool with_zero = count < 0 || count > text.length();
  std::string copied = codepage == CP_UTF8 ? utf8_of(units) : ansi_of(units);
  long length = static_cast<long>(copied.size()) + (with_zero ? 1 : 0);
  if (start + length > bytes.size()) bytes.resize(start + length, 0);
  length = std::min<long>(length, bytes.size() - start);
  for (long i = 0; i < length; i++) bytes[start + i] = static_cast<uchar>(copied.c_str()[i]);
  return static_cast<int>(std::max<long>(length, 0));
}

// Without a count it stops at the first zero.
string CharArrayToString(const mql_array<uchar> &bytes, int start, int count, uint codepage) {
  if (start < 0 || start >= bytes.size()) return string("");
  const char *from = reinterpret_cast<const char *>(bytes.data()) + start;
  size_t most = static_cast<size_t>(bytes.size() - start);
  size_t length = count < 0 ? strnlen(from, most) : std::min(static_cast<size_t>(count), most);
  return string(codepage == CP_UTF8 ? utf16_of(from, length) : of_ansi(from, length));
}

int StringToShortArray(const string &text, mql_array<ushort> &units, int start, int count) {
  long length = count < 0 ? text.length() + 1 : std::min(count, text.length());
  if (start + length > units.size()) units.resize(start + length, 0);
  for (long i = 0; i < length; i++) units[start + i] = i < text.length() ? text[i] : 0;
  return static_cast<int>(length);
}

string ShortArrayToString(const mql_array<ushort> &units, int start, int count) {
  std::u16string text;
  int end = count < 0 ? units.size() : std::min(units.size(), start + count);
  for (int i = start; i < end && !(count < 0 && units[i] == 0); i++) text += static_cast<char16_t>(units[i]);
  return string(text);
}

int StringSplit(const string &text, ushort separator, mql_array<string> &parts) {
  parts.resize(0, 0);
  if (text.length() == 0) return 0;
  size_t start = 0;
  for (;;) {
    size_t end = text.units().find(static_cast<char16_t>(separator), start);
    parts.resize(parts.size() + 1, 16);
    parts[parts.size() - 1] = string(text.units().substr(start, end == std::u16string::npos ? end : end - start));
    if (end == std::u16string::npos) return parts.size();
    start = end + 1;
  }
}
