// Mathematics under their MQL5 names.
#pragma once
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdlib>

constexpr double EMPTY_VALUE = DBL_MAX;
template <class A, class B> auto MathMax(A a, B b) { return a > b ? a : b; }
template <class A, class B> auto MathMin(A a, B b) { return a < b ? a : b; }
template <class T> T MathAbs(T value) { return value < 0 ? -value : value; }
inline double MathRound(double value) { return round(value); }
inline double MathFloor(double value) { return floor(value); }
inline double MathCeil(double value) { return ceil(value); }
inline double MathPow(double base, double power) { return pow(base, power); }
inline double MathSqrt(double value) { return sqrt(value); }
inline double MathLog(double value) { return log(value); }
inline double MathLog10(double value) { return log10(value); }
inline double MathExp(double value) { return exp(value); }
inline double MathMod(double value, double by) { return fmod(value, by); }
inline bool MathIsValidNumber(double value) { return std::isfinite(value); }
/// From 0 to 32767.
inline int MathRand() { return rand() & 0x7fff; }
inline void MathSrand(int seed) { srand(static_cast<unsigned>(seed)); }
