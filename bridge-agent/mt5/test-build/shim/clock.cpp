#include "clock.h"
#include "terminal.h"
#include <cstdio>
#include <ctime>

static long now_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now.tv_sec * 1'000'000'000L + now.tv_nsec;
}

static const long started_ns = now_ns(CLOCK_MONOTONIC);

long host_now_ms() { return now_ns(CLOCK_REALTIME) / 1'000'000; }
// A terminal counts from the start of the system: it is never near zero when a program starts.
constexpr long SYSTEM_UP_US = 3'600'000'000L;
ulong GetMicrosecondCount() { return static_cast<ulong>((now_ns(CLOCK_MONOTONIC) - started_ns) / 1'000); }
ulong GetTickCount64() { return (GetMicrosecondCount() + SYSTEM_UP_US) / 1'000; }
uint GetTickCount() { return static_cast<uint>(GetTickCount64()); }
datetime TimeGMT() { return host_now_ms() / 1'000; }
datetime TimeLocal() { return TimeGMT(); }
int TimeGMTOffset() { return 0; }
datetime TimeCurrent() { return terminal().last_quote_ms / 1'000; }
datetime TimeTradeServer() { return (host_now_ms() + terminal().offset_ms()) / 1'000; }

static datetime filled(datetime time, MqlDateTime &parts) {
  TimeToStruct(time, parts);
  return time;
}
datetime TimeGMT(MqlDateTime &parts) { return filled(TimeGMT(), parts); }
datetime TimeLocal(MqlDateTime &parts) { return filled(TimeLocal(), parts); }
datetime TimeCurrent(MqlDateTime &parts) { return filled(TimeCurrent(), parts); }
datetime TimeTradeServer(MqlDateTime &parts) { return filled(TimeTradeServer(), parts); }

bool TimeToStruct(datetime time, MqlDateTime &parts) {
  time_t seconds = time;
  tm fields{};
  if (gmtime_r(&seconds, &fields) == nullptr) return false;
  parts = {fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min, fields.tm_sec, fields.tm_wday, fields.tm_yday};
  return true;
}

datetime StructToTime(const MqlDateTime &parts) {
  tm fields{};
  fields.tm_year = parts.year - 1900;
  fields.tm_mon = parts.mon - 1;
  fields.tm_mday = parts.day;
  fields.tm_hour = parts.hour;
  fields.tm_min = parts.min;
  fields.tm_sec = parts.sec;
  return timegm(&fields);
}

datetime mql_date(const char *literal) {
  MqlDateTime parts;
  if (sscanf(literal, "%d.%d.%d %d:%d:%d", &parts.year, &parts.mon, &parts.day, &parts.hour, &parts.min, &parts.sec) < 3) return 0;
  return StructToTime(parts);
}

datetime StringToTime(const string &text) { return mql_date(text.utf8().c_str()); }

string TimeToString(datetime time, int mode) {
  MqlDateTime parts;
  TimeToStruct(time, parts);
  char date[48] = "", clock[48] = "";
  if ((mode & TIME_DATE) != 0) snprintf(date, sizeof date, "%04d.%02d.%02d", parts.year, parts.mon, parts.day);
  if ((mode & TIME_SECONDS) != 0) snprintf(clock, sizeof clock, "%02d:%02d:%02d", parts.hour, parts.min, parts.sec);
  else if ((mode & TIME_MINUTES) != 0) snprintf(clock, sizeof clock, "%02d:%02d", parts.hour, parts.min);
  return string(date) + string(date[0] != 0 && clock[0] != 0 ? " " : "") + string(clock);
}

color mql_color(int red, int green, int blue) { return static_cast<color>(red | green << 8 | blue << 16); }
