#include "events.h"
#include "program.h"
#include "terminal.h"
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

TimerRules timer_rules;

static constexpr int DEINIT_MS = 2'500;
static constexpr int IDLE_MS = 50;
static int timer_ms = 0;
static long next_timer_us = LONG_MAX;
static bool remove_asked = false;
static int last_reason = 0;
static volatile sig_atomic_t ended = 0;

static long now_us() { return static_cast<long>(GetMicrosecondCount()); }

/// The floor varies from one firing to the next, as it does on a real system.
static void schedule_timer() {
  long floor = timer_rules.least_ms + rand() % (timer_rules.most_ms - timer_rules.least_ms + 1);
  next_timer_us = timer_ms == 0 ? LONG_MAX : now_us() + std::max<long>(floor, timer_ms) * 1'000;
}

bool EventSetMillisecondTimer(int milliseconds) {
  if (milliseconds <= 0) return false;
  timer_ms = milliseconds;
  schedule_timer();
  return true;
}

bool EventSetTimer(int seconds) { return EventSetMillisecondTimer(seconds * 1'000); }

void EventKillTimer() {
  timer_ms = 0;
  next_timer_us = LONG_MAX;
}

void ExpertRemove() { remove_asked = true; }
bool IsStopped() { return ended != 0 || remove_asked || terminal().pending_reason != 0; }
int UninitializeReason() { return last_reason; }
string Symbol() { return string::of(terminal().chart_symbol); }
ENUM_TIMEFRAMES Period() { return PERIOD_M1; }

void Sleep(int milliseconds) {
  long until = now_us() + milliseconds * 1'000L;
  while (now_us() < until && !IsStopped()) terminal().pump(static_cast<int>(std::min<long>(IDLE_MS, (until - now_us()) / 1'000 + 1)));
}

static void deliver(const Program &to, const Event &event) {
  switch (event.kind) {
  case Event::TIMER:
    if (to.timer != nullptr) to.timer();
    break;
  case Event::TICK:
    if (to.tick != nullptr) to.tick();
    break;
  case Event::TRADE:
    if (to.trade != nullptr) to.trade();
    break;
  case Event::BOOK:
    if (to.book != nullptr) to.book(event.symbol);
    break;
  case Event::TRANSACTION:
    if (event.transaction.type == TRADE_TRANSACTION_REQUEST) crash_point("before_result");
    if (to.transaction != nullptr) to.transaction(event.transaction, event.request, event.result);
    break;
  }
}

static void stop_late_deinit(int) { mql_stop("OnDeinit took longer than 2.5 s"); }

static void deinit(const Program &program, int reason) {
  last_reason = reason;
  signal(SIGALRM, stop_late_deinit);
  alarm(DEINIT_MS / 1'000 + 1);
  EventKillTimer();
  if (program.deinit != nullptr) program.deinit(reason);
  alarm(0);
}

/// Another account: the program is loaded anew, in the same run of the terminal, so requests are counted on.
[[noreturn]] static void load_again(char **argv) {
  setenv("SALLYPORT_EA_RELOADED", std::to_string(terminal().last_request_id).c_str(), 1);
  execv("/proc/self/exe", argv);
  mql_stop("the program could not be loaded again");
}

static bool init(const Program &program) {
  terminal().events.clear();
  terminal().transactions_queued = 0;
  int answer = program.init == nullptr ? INIT_SUCCEEDED : program.init();
  // What came before the end of OnInit is skipped.
  terminal().events.clear();
  terminal().transactions_queued = 0;
  if (answer == INIT_SUCCEEDED) return true;
  deinit(program, REASON_INITFAILED);
  return false;
}

/// Ends or restarts the program when the terminal has a reason to; false when the program has ended.
static bool goes_on(const Program &program, char **argv) {
  int reason = ended != 0 ? REASON_CLOSE : remove_asked ? REASON_PROGRAM : terminal().pending_reason;
  if (reason == 0 && !remove_asked) return true;
  terminal().pending_reason = 0;
  deinit(program, reason);
  if (reason == REASON_ACCOUNT) load_again(argv);
  // Another symbol or timeframe of the chart: the same globals, from the start.
  return reason == REASON_CHARTCHANGE && init(program);
}

int run_program(char **argv, bool (*abandoned)()) {
  signal(SIGTERM, [](int) { ended = 1; });
  signal(SIGINT, [](int) { ended = 1; });
  signal(SIGPIPE, SIG_IGN);
  signal(SIGFPE, [](int) { mql_stop("zero divide"); });
  signal(SIGILL, [](int) { mql_stop("zero divide"); });
#ifndef __SANITIZE_ADDRESS__
  signal(SIGSEGV, [](int) { mql_stop("invalid pointer access"); });
#endif
  const char *counted = getenv("SALLYPORT_EA_RELOADED");
  if (counted != nullptr) terminal().last_request_id = static_cast<uint>(strtoul(counted, nullptr, 10));
  // A terminal starts its programs when it is connected, or after a while without a connection.
  long until = now_us() + 5'000'000;
  while (!terminal().connected && now_us() < until && ended == 0) terminal().pump(10);
  Program one = program();
  srand(static_cast<unsigned>(time(nullptr)));
  terminal().pending_reason = 0;
  if (!init(one)) return INIT_FAILED;
  while (goes_on(one, argv)) {
    if (abandoned()) ended = 1;
    long wait = std::min<long>(IDLE_MS, (next_timer_us - now_us() + 999) / 1'000);
    terminal().pump(terminal().has_event() ? 0 : static_cast<int>(std::max(0L, wait)));
    if (now_us() >= next_timer_us) {
      schedule_timer();
      Event timer{};
      timer.kind = Event::TIMER;
      terminal().queue(std::move(timer));
    }
    if (terminal().has_event()) deliver(one, terminal().next_event());
  }
  return EXIT_SUCCESS;
}
