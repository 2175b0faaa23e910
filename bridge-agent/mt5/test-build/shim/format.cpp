#include "format.h"
#include <cstdio>

namespace {

struct Spec {
  std::string flags;
  bool wide = false;
  char kind = 0;
};

/// Reads what follows a `%` at `at`, and moves past it.
Spec read_spec(const std::string &format, size_t &at) {
  Spec spec;
  while (at < format.size() && strchr("-+ #0123456789.*", format[at]) != nullptr) spec.flags += format[at++];
  for (const char *size : {"I64", "I32", "ll", "l", "h"}) {
    if (format.compare(at, strlen(size), size) != 0) continue;
    spec.wide = size[0] == 'l' || strcmp(size, "I64") == 0;
    at += strlen(size);
    break;
  }
  if (at < format.size()) spec.kind = format[at++];
  return spec;
}

template <class T> std::string print_one(const std::string &spec, T value) {
  char text[600];
  snprintf(text, sizeof text, spec.c_str(), value);
  return text;
}

std::string formatted(const Spec &spec, const FormatArg &arg) {
  std::string start = "%" + spec.flags;
  if (strchr("dicuxXo", spec.kind) != nullptr && spec.kind != 0) {
    long number = arg.kind == FormatArg::REAL ? static_cast<long>(arg.real) : arg.integer;
    if (arg.kind == FormatArg::TEXT) return "(wrong type)";
    if (spec.kind == 'c') return string(std::u16string(1, static_cast<char16_t>(number))).utf8();
    if (spec.wide) return print_one(start + "l" + spec.kind, number);
    return print_one(start + spec.kind, static_cast<int>(number));
  }
  if (strchr("eEfgGaA", spec.kind) != nullptr && spec.kind != 0) {
    if (arg.kind == FormatArg::TEXT) return "(wrong type)";
    double number = arg.kind == FormatArg::REAL ? arg.real : static_cast<double>(arg.integer);
    return print_one(start + spec.kind, number);
  }
  if (spec.kind != 's' && spec.kind != 'S') return "(wrong format)";
  std::string text = arg.kind == FormatArg::TEXT   ? arg.text.is_null() ? "(null)" : arg.text.utf8()
                     : arg.kind == FormatArg::REAL ? string(arg.real).utf8()
                     : arg.kind == FormatArg::UNSIGNED ? std::to_string(static_cast<ulong>(arg.integer))
                                                       : std::to_string(arg.integer);
  if (spec.flags.empty()) return text;
  std::string padded(text.size() + 600, 0);
  int length = snprintf(padded.data(), padded.size(), (start + "s").c_str(), text.c_str());
  padded.resize(static_cast<size_t>(length));
  return padded;
}

} // namespace

string format_text(const string &format, const std::vector<FormatArg> &args) {
  std::string from = format.utf8(), text;
  size_t used = 0;
  for (size_t at = 0; at < from.size();) {
    if (from[at] != '%') {
      text += from[at++];
      continue;
    }
    if (++at < from.size() && from[at] == '%') {
      text += from[at++];
      continue;
    }
    Spec spec = read_spec(from, at);
    if (used >= args.size()) {
      text += "(missed parameter)";
      continue;
    }
    text += formatted(spec, args[used++]);
  }
  return string::of(text);
}

void print_text(const string &text) { mql_log("print", text.utf8().c_str()); }
