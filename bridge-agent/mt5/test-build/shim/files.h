// Files of the sandbox MQL5/Files. What is written stays in the program until it is flushed, and a kill loses it.
#pragma once
#include "array.h"

constexpr int INVALID_HANDLE = -1;
constexpr int FILE_READ = 1, FILE_WRITE = 2, FILE_BIN = 4, FILE_CSV = 8, FILE_TXT = 16, FILE_ANSI = 32,
              FILE_UNICODE = 64, FILE_SHARE_READ = 128, FILE_SHARE_WRITE = 256, FILE_REWRITE = 512,
              FILE_COMMON = 4096;

/// The directory that stands for MQL5/Files; the common folder is `Common` below it.
void set_files_directory(const char *path);

int FileOpen(const string &name, int flags, ushort delimiter = '\t', uint codepage = CP_ACP);
void FileClose(int handle);
void FileFlush(int handle);
bool FileSeek(int handle, long offset, int origin);
ulong FileTell(int handle);
ulong FileSize(int handle);
bool FileIsEnding(int handle);
bool FileIsExist(const string &name, int common = 0);
bool FileDelete(const string &name, int common = 0);
bool FileMove(const string &from, int common, const string &to, int mode);
bool FileCopy(const string &from, int common, const string &to, int mode);
bool FolderCreate(const string &name, int common = 0);

uint FileWriteString(int handle, const string &text, int length = -1);
string FileReadString(int handle, int length = -1);
uint file_write_bytes(int handle, const void *bytes, size_t size);
uint file_read_bytes(int handle, void *bytes, size_t size);
/// Of an open file; 0 and the error variable for a handle that is not.
int file_flags(int handle);
uint file_codepage(int handle);
uint file_write_line(int handle, const string &line);

template <class T>
uint FileWriteArray(int handle, const mql_array<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  static_assert(std::is_arithmetic_v<T>, "only arrays of numbers are written");
  if (start < 0 || start > array.size()) mql_stop("array out of range");
  int most = array.size() - start;
  size_t items = static_cast<size_t>(count < 0 ? most : std::min(count, most));
  return static_cast<uint>(file_write_bytes(handle, array.data() + start, items * sizeof(T)) / sizeof(T));
}

template <class T> uint FileReadArray(int handle, mql_array<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  static_assert(std::is_arithmetic_v<T>, "only arrays of numbers are read");
  ulong left = (FileSize(handle) - FileTell(handle)) / sizeof(T);
  ulong items = count < 0 ? left : std::min<ulong>(static_cast<ulong>(count), left);
  if (start + static_cast<long>(items) > array.size()) array.resize(start + static_cast<long>(items), 0);
  items = std::min<ulong>(items, static_cast<ulong>(std::max(0, array.size() - start)));
  if (items == 0) return 0;
  return static_cast<uint>(file_read_bytes(handle, array.data() + start, items * sizeof(T)) / sizeof(T));
}

inline uint FileWriteInteger(int handle, int value, int size = 4) {
  return file_write_bytes(handle, &value, static_cast<size_t>(size));
}
inline uint FileWriteLong(int handle, long value) { return file_write_bytes(handle, &value, sizeof value); }
inline uint FileWriteDouble(int handle, double value) { return file_write_bytes(handle, &value, sizeof value); }
inline int FileReadInteger(int handle, int size = 4) {
  int value = 0;
  file_read_bytes(handle, &value, static_cast<size_t>(size));
  return value;
}
inline long FileReadLong(int handle) {
  long value = 0;
  file_read_bytes(handle, &value, sizeof value);
  return value;
}

/// For text files: the parts and the end of the line.
template <class... Parts> uint FileWrite(int handle, const Parts &...parts) {
  string line("");
  bool first = true;
  (void)((line += (first ? string("") : string("\t")), first = false, line += string(parts)), ...);
  return file_write_line(handle, line);
}
