// Texts in files: in UTF-16 unless FILE_ANSI says otherwise.
#include "files.h"

static std::string encoded(int handle, const string &text) {
  int flags = file_flags(handle);
  if ((flags & FILE_UNICODE) != 0 || (flags & FILE_ANSI) == 0) {
    return std::string(reinterpret_cast<const char *>(text.units().data()), text.units().size() * 2);
  }
  mql_array<uchar> bytes;
  int length = StringToCharArray(text, bytes, 0, -1, file_codepage(handle));
  return std::string(reinterpret_cast<const char *>(bytes.data()), static_cast<size_t>(length - 1));
}

uint FileWriteString(int handle, const string &text, int length) {
  std::string bytes = encoded(handle, length < 0 ? text : StringSubstr(text, 0, length));
  return file_write_bytes(handle, bytes.data(), bytes.size());
}

uint file_write_line(int handle, const string &line) { return FileWriteString(handle, line + string("\r\n")); }

// Of a text file the rest of the line, without its end; of a binary one so many characters.
string FileReadString(int handle, int length) {
  int flags = file_flags(handle);
  size_t width = (flags & FILE_ANSI) != 0 ? 1 : 2;
  std::string bytes;
  bool lines = (flags & (FILE_TXT | FILE_CSV)) != 0;
  char unit[2] = {0, 0};
  while ((lines || static_cast<int>(bytes.size() / width) < length) && file_read_bytes(handle, unit, width) == width) {
    bool feed = unit[0] == '\n' && (width == 1 || unit[1] == 0);
    if (lines && feed) break;
    if (!(lines && unit[0] == '\r' && (width == 1 || unit[1] == 0))) bytes.append(unit, width);
  }
  if (width == 2) return string(std::u16string(reinterpret_cast<const char16_t *>(bytes.data()), bytes.size() / 2));
  mql_array<uchar> copy;
  copy.resize(static_cast<long>(bytes.size()), 0);
  if (!bytes.empty()) memcpy(copy.data(), bytes.data(), bytes.size());
  return CharArrayToString(copy, 0, copy.size(), file_codepage(handle));
}
