// What the shim knows of the program that is compiled into it, and the functions that steer its events.
#pragma once
#include "trade.h"
#include <functional>
#include <string>
#include <vector>

/// An `input` variable: its name, and how a text is put into it; false for a text that does not fit.
struct Input {
  std::string name;
  std::function<bool(const std::string &)> set;
};

/// The handlers of the program; those that it does not have are null.
struct Program {
  int (*init)() = nullptr;
  void (*deinit)(int) = nullptr;
  void (*tick)() = nullptr;
  void (*timer)() = nullptr;
  void (*trade)() = nullptr;
  void (*book)(const string &) = nullptr;
  void (*transaction)(const MqlTradeTransaction &, const MqlTradeRequest &, const MqlTradeResult &) = nullptr;
  std::vector<Input> inputs;
};

/// Defined by the code that the rewriting step adds to the program.
Program program();

bool set_input(string &variable, const std::string &text);
bool set_input(bool &variable, const std::string &text);
bool set_input_number(double &number, const std::string &text);
bool set_input_number(long &number, const std::string &text);
template <class T> bool set_input(T &variable, const std::string &text) {
  std::conditional_t<std::is_floating_point_v<T>, double, long> number = 0;
  if (!set_input_number(number, text)) return false;
  variable = static_cast<T>(number);
  return true;
}

bool EventSetMillisecondTimer(int milliseconds);
bool EventSetTimer(int seconds);
void EventKillTimer();
void ExpertRemove();
bool IsStopped();
int UninitializeReason();
void Sleep(int milliseconds);
string Symbol();
ENUM_TIMEFRAMES Period();
