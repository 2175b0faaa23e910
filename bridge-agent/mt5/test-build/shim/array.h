// Arrays of MQL5: an index out of range ends the program, and growing leaves the new elements as they come.
#pragma once
#include "stop.h"
#include "text.h"
#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <memory>

constexpr int WHOLE_ARRAY = -1;
/// What simple elements hold that nobody has written: reading them shows at once.
constexpr int UNWRITTEN = 0xcd;

/// `T x[]`, and what `T &x[]` refers to.
template <class T> class mql_array {
public:
  mql_array() = default;
  mql_array(std::initializer_list<T> items) : mql_array() {
    resize(static_cast<long>(items.size()), 0);
    std::copy(items.begin(), items.end(), data_.get());
    dynamic_ = false;
  }
  mql_array(const mql_array &other) : mql_array() { *this = other; }
  mql_array &operator=(const mql_array &other) {
    if (this == &other) return *this;
    if (dynamic_) resize(other.size_, 0);
    std::copy_n(other.data_.get(), std::min(size_, other.size_), data_.get());
    return *this;
  }

  T &operator[](long at) {
    if (at < 0 || at >= size_) mql_stop("array out of range");
    return data_[static_cast<size_t>(series_ ? size_ - 1 - at : at)];
  }
  const T &operator[](long at) const { return const_cast<mql_array &>(*this)[at]; }

  int size() const { return static_cast<int>(size_); }
  bool is_dynamic() const { return dynamic_; }
  T *data() { return data_.get(); }
  const T *data() const { return data_.get(); }
  bool is_series() const { return series_; }
  void set_series(bool series) { series_ = series; }

  /// Capacity never shrinks; a fixed array stays as it is.
  void resize(long size, long reserve) {
    if (!dynamic_) return;
    if (size > capacity_) {
      capacity_ = size + reserve;
      std::unique_ptr<T[]> grown(new T[static_cast<size_t>(capacity_)]);
      if constexpr (std::is_trivially_copyable_v<T>) {
        memset(static_cast<void *>(grown.get()), unwritten(), static_cast<size_t>(capacity_) * sizeof(T));
      }
      for (long i = 0; i < size_; i++) grown[static_cast<size_t>(i)] = std::move(data_[static_cast<size_t>(i)]);
      data_ = std::move(grown);
    }
    size_ = size;
  }

protected:
  static constexpr int unwritten() { return std::is_same_v<T, bool> ? 1 : UNWRITTEN; }

  std::unique_ptr<T[]> data_;
  long size_ = 0;
  long capacity_ = 0;
  bool dynamic_ = true;
  bool series_ = false;
};

/// `T x[N]`.
template <class T, long N> class mql_fixed : public mql_array<T> {
public:
  mql_fixed() {
    this->data_.reset(new T[static_cast<size_t>(N)]());
    this->size_ = this->capacity_ = N;
    this->dynamic_ = false;
  }
  mql_fixed(std::initializer_list<T> items) : mql_fixed() {
    if (static_cast<long>(items.size()) > N) mql_stop("too many initializers");
    std::copy(items.begin(), items.end(), this->data());
  }
  mql_fixed(const mql_fixed &other) : mql_fixed() { mql_array<T>::operator=(other); }
  mql_fixed &operator=(const mql_fixed &other) {
    mql_array<T>::operator=(other);
    return *this;
  }
};

template <class T> int ArraySize(const mql_array<T> &array) { return array.size(); }
template <class T> bool ArrayIsDynamic(const mql_array<T> &array) { return array.is_dynamic(); }
template <class T> void ArrayFree(mql_array<T> &array) { array.resize(0, 0); }
template <class T> bool ArraySetAsSeries(mql_array<T> &array, bool series) {
  if (!array.is_dynamic()) return false;
  array.set_series(series);
  return true;
}
template <class T> bool ArrayGetAsSeries(const mql_array<T> &array) { return array.is_series(); }

/// The new size, or -1; a fixed array is not changed.
template <class T> int ArrayResize(mql_array<T> &array, int size, int reserve = 0) {
  if (size < 0) {
    _LastError = 4007;
    return -1;
  }
  array.resize(size, reserve);
  return array.size();
}

/// Elements that were copied. A dynamic target grows, a fixed one takes what fits.
template <class T>
int ArrayCopy(mql_array<T> &to, const mql_array<T> &from, int to_start = 0, int from_start = 0, int count = WHOLE_ARRAY) {
  if (from_start < 0 || to_start < 0 || from_start > from.size()) return 0;
  long most = from.size() - from_start;
  long wanted = count < 0 ? most : std::min<long>(count, most);
  if (to_start + wanted > to.size()) to.resize(to_start + wanted, 0);
  wanted = std::min<long>(wanted, to.size() - to_start);
  if (wanted <= 0) return 0;
  const T *source = from.data() + from_start;
  T *target = to.data() + to_start;
  if (target > source) std::copy_backward(source, source + wanted, target + wanted);
  else std::copy(source, source + wanted, target);
  return static_cast<int>(wanted);
}

template <class T> bool ArrayRemove(mql_array<T> &array, int start, int count = WHOLE_ARRAY) {
  if (start < 0 || start > array.size()) return mql_fail(4003);
  int removed = count < 0 ? array.size() - start : std::min(count, array.size() - start);
  std::move(array.data() + start + removed, array.data() + array.size(), array.data() + start);
  array.resize(array.size() - removed, 0);
  return true;
}

template <class T, class V> void ArrayFill(mql_array<T> &array, int start, int count, V value) {
  for (int i = start; i < start + count; i++) array[i] = static_cast<T>(value);
}
template <class T, class V> int ArrayInitialize(mql_array<T> &array, V value) {
  std::fill_n(array.data(), array.size(), static_cast<T>(value));
  return array.size();
}
template <class T> bool ArraySort(mql_array<T> &array) {
  std::sort(array.data(), array.data() + array.size());
  return true;
}
template <class T> bool ArrayReverse(mql_array<T> &array) {
  std::reverse(array.data(), array.data() + array.size());
  return true;
}

template <class T> void ZeroMemory(mql_array<T> &array) {
  for (int i = 0; i < array.size(); i++) array[i] = T();
}
template <class T> void ZeroMemory(T &variable) { variable = T(); }

constexpr uint CP_ACP = 0;
constexpr uint CP_OEMCP = 1;
constexpr uint CP_UTF8 = 65001;

int StringToCharArray(const string &text, mql_array<uchar> &bytes, int start = 0, int count = -1, uint codepage = CP_ACP);
string CharArrayToString(const mql_array<uchar> &bytes, int start = 0, int count = -1, uint codepage = CP_ACP);
int StringToShortArray(const string &text, mql_array<ushort> &units, int start = 0, int count = -1);
string ShortArrayToString(const mql_array<ushort> &units, int start = 0, int count = -1);
int StringSplit(const string &text, ushort separator, mql_array<string> &parts);
