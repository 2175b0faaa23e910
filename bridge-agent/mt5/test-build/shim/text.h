// The `string` of MQL5: UTF-16 units, and NULL, which is not the same as "".
#pragma once
#include <cstdint>
#include <string>
#include <type_traits>
#include <sys/types.h>

typedef unsigned char uchar;
typedef int64_t datetime;
typedef uint32_t color;
static_assert(sizeof(long) == 8 && sizeof(ulong) == 8, "MQL5's long has 64 bits");

/// NULL of MQL5: a string that is not there, or zero.
struct MqlNull {
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>> constexpr operator T() const { return 0; }
};

std::u16string utf16_of(const char *utf8, size_t length);
std::string utf8_of(const std::u16string &units);

class string {
public:
  string() : null_(true) {}
  string(const char *utf8) : units_(utf16_of(utf8, std::char_traits<char>::length(utf8))), null_(false) {}
  string(MqlNull) : null_(true) {}
  explicit string(std::u16string units) : units_(std::move(units)), null_(false) {}
  static string of(const std::string &utf8) { return string(utf16_of(utf8.data(), utf8.size())); }
  /// The cast `(string)number`.
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>>>
  explicit string(T number) : string(of_number(number)) {}

  bool is_null() const { return null_; }
  int length() const { return static_cast<int>(units_.size()); }
  const std::u16string &units() const { return units_; }
  std::string utf8() const { return utf8_of(units_); }
  void set(std::u16string units) { units_ = std::move(units); null_ = false; }
  ushort operator[](long at) const;

  string &operator+=(const string &other) {
    units_ += other.units_;
    null_ = null_ && other.null_;
    return *this;
  }
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>> string &operator+=(T number) {
    return *this += of_number(number);
  }
  friend string operator+(string left, const string &right) { return left += right; }
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>> friend string operator+(string left, T number) {
    return left += of_number(number);
  }
  friend bool operator==(const string &a, const string &b) { return a.null_ == b.null_ && a.units_ == b.units_; }
  friend bool operator!=(const string &a, const string &b) { return !(a == b); }
  friend bool operator<(const string &a, const string &b) { return a.units_ < b.units_; }
  friend bool operator>(const string &a, const string &b) { return b < a; }

private:
  template <class T> static string of_number(T number) {
    if constexpr (std::is_same_v<T, bool>) return string(number ? "true" : "false");
    else if constexpr (std::is_floating_point_v<T>) return of_double(number);
    else if constexpr (std::is_enum_v<T>) return of_integer(static_cast<long>(number));
    else if constexpr (std::is_unsigned_v<T>) return of_unsigned(number);
    else return of_integer(number);
  }
  static string of_integer(long number);
  static string of_unsigned(ulong number);
  static string of_double(double number);

  std::u16string units_;
  bool null_;
};

int StringLen(const string &text);
int StringFind(const string &text, const string &part, int start = 0);
string StringSubstr(const string &text, int start, int length = -1);
ushort StringGetCharacter(const string &text, int at);
bool StringSetCharacter(string &text, int at, ushort unit);
string ShortToString(ushort unit);
string CharToString(uchar byte);
int StringReplace(string &text, const string &find, const string &with);
int StringTrimLeft(string &text);
int StringTrimRight(string &text);
bool StringToLower(string &text);
bool StringToUpper(string &text);
int StringCompare(const string &a, const string &b, bool case_sensitive = true);
long StringToInteger(const string &text);
double StringToDouble(const string &text);
string IntegerToString(long number, int width = 0, ushort fill = ' ');
string DoubleToString(double number, int digits = 8);
double NormalizeDouble(double number, int digits);
bool StringInit(string &text, int length = 0, ushort unit = 0);
bool StringAdd(string &text, const string &more);
template <class... Parts> int StringConcatenate(string &text, const Parts &...parts) {
  text = string("");
  (void)((text += string(parts)), ...);
  return text.length();
}
