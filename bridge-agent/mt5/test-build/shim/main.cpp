// The command line of a compiled program:
//   ea --venue HOST:PORT --files DIR [--input NAME=VALUE]... [--chart FILE] [--symbol NAME] [--timer documented|measured]
//      [--socket-read fills|early] [--allow HOST,...] [--crash PLACE[:N]]
#include "chart.h"
#include "events.h"
#include "files.h"
#include "program.h"
#include "sockets.h"
#include "terminal.h"
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

static int bad_usage(const std::string &what) {
  mql_log("usage", what.c_str());
  return USAGE_STATUS;
}

static bool set_named_input(Program &to, const std::string &given) {
  size_t equals = given.find('=');
  for (Input &input : to.inputs) {
    if (equals != std::string::npos && input.name == given.substr(0, equals)) return input.set(given.substr(equals + 1));
  }
  return false;
}

static bool aim(const std::string &venue) {
  size_t colon = venue.rfind(':');
  int port = colon == std::string::npos ? 0 : atoi(venue.c_str() + colon + 1);
  if (port < 1 || port > 65'535) return false;
  terminal().wire.aim(venue.substr(0, colon), port);
  return true;
}

static bool take(const std::string &name, const std::string &value, Program &inputs) {
  if (name == "--venue") return aim(value);
  if (name == "--files") set_files_directory(value.c_str());
  else if (name == "--input") return set_named_input(inputs, value);
  else if (name == "--chart") set_chart_file(value.c_str());
  else if (name == "--symbol") terminal().chart_symbol = value;
  else if (name == "--allow") socket_rules.allowed_hosts = value;
  else if (name == "--crash") {
    // Once only: not when the program is loaded again.
    if (getenv("SALLYPORT_EA_RELOADED") == nullptr) set_crash_point(value.c_str());
  } else if (name == "--timer" && value == "measured") timer_rules = {15, 32};
  else if (name == "--socket-read" && value == "early") socket_rules.read_fills = false;
  else return (name == "--timer" && value == "documented") || (name == "--socket-read" && value == "fills");
  return true;
}

bool set_input(string &variable, const std::string &text) {
  variable = string::of(text);
  return true;
}

bool set_input(bool &variable, const std::string &text) {
  variable = text == "true" || text == "1";
  return variable || text == "false" || text == "0";
}

bool set_input_number(double &number, const std::string &text) {
  char *end = nullptr;
  number = strtod(text.c_str(), &end);
  return !text.empty() && *end == 0;
}

bool set_input_number(long &number, const std::string &text) {
  char *end = nullptr;
  number = strtol(text.c_str(), &end, 10);
  return !text.empty() && *end == 0;
}

/// Whoever started the program holds the other end of its standard input: it must not outlive them.
static bool is_abandoned() {
  static const bool supervised = getenv("SALLYPORT_SUPERVISED") != nullptr;
  char byte;
  return supervised && read(STDIN_FILENO, &byte, 1) == 0;
}

int main(int argc, char **argv) {
  terminal().chart_symbol = "EURUSD";
  Program inputs = program();
  bool has_files = false;
  for (int i = 1; i < argc; i += 2) {
    std::string name = argv[i];
    if (i + 1 >= argc || !take(name, argv[i + 1], inputs)) return bad_usage(name + " is not valid");
    has_files = has_files || name == "--files";
  }
  if (!has_files) return bad_usage("--files is missing");
  if (getenv("SALLYPORT_SUPERVISED") != nullptr) fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  return run_program(argv, is_abandoned);
}
