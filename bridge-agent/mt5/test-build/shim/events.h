// The terminal's loop: one event of the program at a time.
#pragma once

struct TimerRules {
  /// Between two firings of a millisecond timer, whatever was asked for; from the reference.
  int least_ms = 10, most_ms = 16;
};
extern TimerRules timer_rules;

/// Runs the program until it is removed; the answer is the process's exit status.
int run_program(char **argv, bool (*abandoned)());
