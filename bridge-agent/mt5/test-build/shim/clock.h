// The clocks of MQL5. datetime counts seconds; the server's clock is the venue's, as last heard.
#pragma once
#include "array.h"

struct MqlDateTime {
  int year = 0, mon = 0, day = 0, hour = 0, min = 0, sec = 0, day_of_week = 0, day_of_year = 0;
};

constexpr int TIME_DATE = 1, TIME_MINUTES = 2, TIME_SECONDS = 4;

/// Epoch milliseconds by the host's clock.
long host_now_ms();
/// Milliseconds and microseconds since the program started, by a clock that is never set.
ulong GetTickCount64();
uint GetTickCount();
ulong GetMicrosecondCount();
datetime TimeGMT();
datetime TimeGMT(MqlDateTime &parts);
datetime TimeLocal();
datetime TimeLocal(MqlDateTime &parts);
/// Server time of the last quote of a symbol in Market Watch.
datetime TimeCurrent();
datetime TimeCurrent(MqlDateTime &parts);
/// The server's time now, computed by the terminal.
datetime TimeTradeServer();
datetime TimeTradeServer(MqlDateTime &parts);
int TimeGMTOffset();
bool TimeToStruct(datetime time, MqlDateTime &parts);
datetime StructToTime(const MqlDateTime &parts);
datetime StringToTime(const string &text);
string TimeToString(datetime time, int mode = TIME_DATE | TIME_MINUTES);
/// D'2026.11.20 10:00' and C'255,0,0'.
datetime mql_date(const char *literal);
color mql_color(int red, int green, int blue);
