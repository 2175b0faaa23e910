// How the terminal ends a program that did what MQL5 forbids, and the error variable of the language.
#pragma once

/// The process's exit status when the program was ended by the terminal: no OnDeinit, nothing is flushed.
constexpr int STOPPED_STATUS = 66;
/// The exit status of a bad command line.
constexpr int USAGE_STATUS = 2;

/// Ends the program as the terminal does at an array index out of range, a division by zero, a bad pointer.
[[noreturn]] void mql_stop(const char *reason);

/// Passes a place where a test may want the process killed; `--crash PLACE[:N]` names one and its passage.
void crash_point(const char *place);
void set_crash_point(const char *setting);

extern int _LastError;
inline int GetLastError() { return _LastError; }
inline void ResetLastError() { _LastError = 0; }
void SetUserError(unsigned short code);
/// Sets the error and answers false, for the many functions that do both.
inline bool mql_fail(int error) { _LastError = error; return false; }

/// One line of JSON on the standard error: {"event": ..., "text": ...}.
void mql_log(const char *event, const char *utf8);
