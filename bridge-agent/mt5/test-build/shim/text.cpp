#include "text.h"
#include "stop.h"
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>

constexpr char16_t REPLACEMENT = 0xfffd;

std::u16string utf16_of(const char *utf8, size_t length) {
  std::u16string units;
  units.reserve(length);
  for (size_t at = 0; at < length;) {
    unsigned char first = static_cast<unsigned char>(utf8[at]);
    size_t more = first < 0x80 ? 0 : first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 9;
    if (more == 9 || first >= 0xf5 || at + more >= length + (more == 0)) {
      units += REPLACEMENT;
      at++;
      continue;
    }
    uint32_t code = more == 0 ? first : first & (0x3fu >> more);
    bool whole = true;
    for (size_t i = 1; i <= more; i++) {
      unsigned char next = static_cast<unsigned char>(utf8[at + i]);
      whole = whole && (next & 0xc0) == 0x80;
      code = code << 6 | (next & 0x3fu);
    }
    if (!whole) {
      units += REPLACEMENT;
      at++;
      continue;
    }
    at += more + 1;
    if (code < 0x10000) {
      units += static_cast<char16_t>(code);
    } else {
      units += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
      units += static_cast<char16_t>(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
  }
  return units;
}

std::string utf8_of(const std::u16string &units) {
  std::string bytes;
  bytes.reserve(units.size());
  for (size_t at = 0; at < units.size(); at++) {
    uint32_t code = units[at];
    bool high = code >= 0xd800 && code < 0xdc00;
    if (high && at + 1 < units.size() && units[at + 1] >= 0xdc00 && units[at + 1] < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (units[++at] - 0xdc00u);
    } else if (code >= 0xd800 && code < 0xe000) {
      code = REPLACEMENT;
    }
    if (code < 0x80) {
      bytes += static_cast<char>(code);
    } else if (code < 0x800) {
      bytes += static_cast<char>(0xc0 | code >> 6);
      bytes += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      bytes += static_cast<char>(0xe0 | code >> 12);
      bytes += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      bytes += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      bytes += static_cast<char>(0xf0 | code >> 18);
      bytes += static_cast<char>(0x80 | (code >> 12 & 0x3f));
      bytes += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      bytes += static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  return bytes;
}

ushort string::operator[](long at) const {
  if (at < 0 || at >= length()) mql_stop("array out of range");
  return units_[static_cast<size_t>(at)];
}

string string::of_integer(long number) { return of(std::to_string(number)); }
string string::of_unsigned(ulong number) { return of(std::to_string(number)); }

string string::of_double(double number) {
  char text[400];
  snprintf(text, sizeof text, "%.16g", number);
  return string(text);
}

int StringLen(const string &text) { return text.length(); }

int StringFind(const string &text, const string &part, int start) {
  if (start < 0 || start > text.length()) return -1;
  size_t found = text.units().find(part.units(), static_cast<size_t>(start));
  return found == std::u16string::npos ? -1 : static_cast<int>(found);
}

string StringSubstr(const string &text, int start, int length) {
  if (start < 0 || start >= text.length() || length == 0) return string("");
  size_t count = length < 0 ? std::u16string::npos : static_cast<size_t>(length);
  return string(text.units().substr(static_cast<size_t>(start), count));
}

ushort StringGetCharacter(const string &text, int at) {
  if (at < 0 || at >= text.length()) {
    _LastError = 5041;
    return 0;
  }
  return text.units()[static_cast<size_t>(at)];
}

bool StringSetCharacter(string &text, int at, ushort unit) {
  if (at < 0 || at > text.length()) return mql_fail(5041);
  std::u16string units = text.units();
  if (unit == 0) units.resize(static_cast<size_t>(at));
  else if (at == text.length()) units += static_cast<char16_t>(unit);
  else units[static_cast<size_t>(at)] = static_cast<char16_t>(unit);
  text.set(std::move(units));
  return true;
}

string ShortToString(ushort unit) { return string(std::u16string(1, static_cast<char16_t>(unit))); }
string CharToString(uchar byte) { return ShortToString(byte); }

int StringReplace(string &text, const string &find, const string &with) {
  if (find.length() == 0) return 0;
  std::u16string units = text.units();
  int replaced = 0;
  for (size_t at = 0; (at = units.find(find.units(), at)) != std::u16string::npos; at += with.units().size()) {
    units.replace(at, find.units().size(), with.units());
    replaced++;
  }
  if (replaced > 0) text.set(std::move(units));
  return replaced;
}

static bool is_blank(char16_t unit) { return unit == ' ' || (unit >= 9 && unit <= 13); }

int StringTrimLeft(string &text) {
  size_t cut = 0;
  while (cut < text.units().size() && is_blank(text.units()[cut])) cut++;
  if (cut > 0) text.set(text.units().substr(cut));
  return static_cast<int>(cut);
}

int StringTrimRight(string &text) {
  size_t left = text.units().size();
  while (left > 0 && is_blank(text.units()[left - 1])) left--;
  int cut = text.length() - static_cast<int>(left);
  if (cut > 0) text.set(text.units().substr(0, left));
  return cut;
}

static string with_case(const string &text, char16_t from, char16_t to, int shift) {
  std::u16string units = text.units();
  for (char16_t &unit : units) {
    if (unit >= from && unit <= to) unit = static_cast<char16_t>(unit + shift);
  }
  return string(std::move(units));
}

bool StringToLower(string &text) {
  text = with_case(text, 'A', 'Z', 32);
  return true;
}

bool StringToUpper(string &text) {
  text = with_case(text, 'a', 'z', -32);
  return true;
}

int StringCompare(const string &a, const string &b, bool case_sensitive) {
  string left = case_sensitive ? a : with_case(a, 'A', 'Z', 32);
  string right = case_sensitive ? b : with_case(b, 'A', 'Z', 32);
  int order = left.units().compare(right.units());
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// Both stop at the first character that is not part of a number, and answer 0 when there is none.
long StringToInteger(const string &text) {
  std::string bytes = text.utf8();
  errno = 0;
  long signed_value = strtol(bytes.c_str(), nullptr, 10);
  if (errno != ERANGE || signed_value < 0) return signed_value;
  return static_cast<long>(strtoul(bytes.c_str(), nullptr, 10));
}

double StringToDouble(const string &text) { return strtod(text.utf8().c_str(), nullptr); }

string IntegerToString(long number, int width, ushort fill) {
  std::u16string units = string(number).units();
  while (static_cast<int>(units.size()) < width) units.insert(units.begin(), static_cast<char16_t>(fill));
  return string(std::move(units));
}

string DoubleToString(double number, int digits) {
  char text[400];
  if (digits < 0) snprintf(text, sizeof text, "%.*e", -digits, number);
  else snprintf(text, sizeof text, "%.*f", digits > 16 ? 16 : digits, number);
  return string(text);
}

double NormalizeDouble(double number, int digits) {
  double scale = pow(10.0, digits);
  return round(number * scale) / scale;
}

bool StringInit(string &text, int length, ushort unit) {
  text.set(std::u16string(unit == 0 ? 0 : static_cast<size_t>(length), static_cast<char16_t>(unit)));
  return true;
}

bool StringAdd(string &text, const string &more) {
  text += more;
  return true;
}
