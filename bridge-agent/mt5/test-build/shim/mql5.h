// Everything that a program sees.
#pragma once
#include "array.h"
#include "chart.h"
#include "clock.h"
#include "constants.h"
#include "crypt.h"
#include "files.h"
#include "format.h"
#include "mathematics.h"
#include "program.h"
#include "properties.h"
#include "sockets.h"
#include "trade.h"

#define _Symbol Symbol()
#define _Digits static_cast<int>(SymbolInfoInteger(Symbol(), SYMBOL_DIGITS))
#define _Point SymbolInfoDouble(Symbol(), SYMBOL_POINT)
#define _StopFlag IsStopped()
#define __FUNCTION_NAME__ __func__
#undef NULL
#define NULL MqlNull()
