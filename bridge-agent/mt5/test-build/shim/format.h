// StringFormat, Print and their relatives.
#pragma once
#include "array.h"
#include <vector>

/// One argument of a format; which of the values counts is said by `kind`.
struct FormatArg {
  enum Kind { INTEGER, UNSIGNED, REAL, TEXT } kind;
  long integer = 0;
  double real = 0;
  string text;

  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>>> FormatArg(T number) {
    if constexpr (std::is_floating_point_v<T>) {
      kind = REAL;
      real = number;
    } else {
      kind = std::is_unsigned_v<T> ? UNSIGNED : INTEGER;
      integer = static_cast<long>(number);
    }
  }
  FormatArg(const string &value) : kind(TEXT), text(value) {}
  FormatArg(const char *value) : kind(TEXT), text(value) {}
};

/// As in MQL5, `%d`, `%i`, `%u` and `%x` take 32 bits: longs need `%I64d`, `%lld` and so on.
string format_text(const string &format, const std::vector<FormatArg> &args);
void print_text(const string &text);

template <class... Args> string StringFormat(const string &format, const Args &...args) {
  return format_text(format, std::vector<FormatArg>{FormatArg(args)...});
}
template <class... Args> void PrintFormat(const string &format, const Args &...args) {
  print_text(StringFormat(format, args...));
}
template <class... Args> void Print(const Args &...args) {
  string text("");
  (void)((text += string(args)), ...);
  print_text(text);
}
template <class... Args> void Alert(const Args &...args) { Print("Alert: ", args...); }
