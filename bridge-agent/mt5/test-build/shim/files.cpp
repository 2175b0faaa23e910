#include "files.h"
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <map>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr int MOST_FILES = 64;
constexpr int TOO_MANY_FILES = 5001, WRONG_NAME = 5002, CANNOT_OPEN = 5004, CANNOT_DELETE = 5006, BAD_HANDLE = 5007,
              NOT_TO_WRITE = 5009, NOT_TO_READ = 5010, NOT_THERE = 5019, CANNOT_REWRITE = 5020, WRITE_ERROR = 5026;
/// Far behind every file's end: what an opener does and what it denies others, as Windows' sharing has it.
constexpr off_t READS = 1L << 50, WRITES = READS + 1, DENIES_READ = READS + 2, DENIES_WRITE = READS + 3;

struct File {
  int fd;
  int flags;
  uint codepage;
  long position = 0;
  /// Written, not flushed; belongs at `position - pending.size()`.
  std::string pending;
};

std::string directory;
std::map<int, File> files;

bool path_of(const string &name, int common, std::string &path) {
  std::string relative = name.utf8();
  for (char &unit : relative) {
    if (unit == '\\') unit = '/';
  }
  bool outside = relative.empty() || relative[0] == '/' || relative.find("..") != std::string::npos ||
                 relative.find(':') != std::string::npos;
  if (outside || directory.empty()) return mql_fail(WRONG_NAME);
  path = directory + ((common & FILE_COMMON) != 0 ? "/Common/" : "/") + relative;
  return true;
}

void make_parents(const std::string &path) {
  for (size_t at = directory.size() + 1; (at = path.find('/', at)) != std::string::npos; at++) {
    mkdir(path.substr(0, at).c_str(), 0700);
  }
}

/// A lock that ends with the process, however it ends.
bool lock(int fd, off_t at, short kind, bool test) {
  struct flock range {};
  range.l_type = kind;
  range.l_whence = SEEK_SET;
  range.l_start = at;
  range.l_len = 1;
  if (fcntl(fd, test ? F_OFD_GETLK : F_OFD_SETLK, &range) != 0) return false;
  return !test || range.l_type == F_UNLCK;
}

bool share(int fd, int flags) {
  struct Rule {
    bool applies;
    off_t takes;
    off_t refused_by;
  };
  const Rule rules[] = {
      {(flags & FILE_READ) != 0, READS, DENIES_READ},
      {(flags & FILE_WRITE) != 0, WRITES, DENIES_WRITE},
      {(flags & FILE_SHARE_READ) == 0, DENIES_READ, READS},
      {(flags & FILE_SHARE_WRITE) == 0, DENIES_WRITE, WRITES},
  };
  for (const Rule &rule : rules) {
    if (rule.applies && !lock(fd, rule.refused_by, F_WRLCK, true)) return false;
  }
  for (const Rule &rule : rules) {
    if (rule.applies && !lock(fd, rule.takes, F_RDLCK, false)) return false;
  }
  return true;
}

File *file_of(int handle) {
  auto found = files.find(handle);
  if (found != files.end()) return &found->second;
  _LastError = BAD_HANDLE;
  return nullptr;
}

/// What the disk does not take is lost, and nothing but the error variable and the size says so.
bool flush(File &file) {
  long at = file.position - static_cast<long>(file.pending.size());
  size_t done = 0;
  while (done < file.pending.size()) {
    ssize_t wrote = pwrite(file.fd, file.pending.data() + done, file.pending.size() - done, at + static_cast<long>(done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      file.position = at + static_cast<long>(done);
      file.pending.clear();
      return mql_fail(WRITE_ERROR);
    }
    done += static_cast<size_t>(wrote);
  }
  file.pending.clear();
  return true;
}

} // namespace

void set_files_directory(const char *path) {
  directory = path;
  mkdir(path, 0700);
}

int FileOpen(const string &name, int flags, ushort, uint codepage) {
  std::string path;
  if (!path_of(name, flags, path)) return INVALID_HANDLE;
  if (files.size() >= MOST_FILES) {
    _LastError = TOO_MANY_FILES;
    return INVALID_HANDLE;
  }
  bool writes = (flags & FILE_WRITE) != 0, reads = (flags & FILE_READ) != 0;
  if (writes) make_parents(path);
  int fd = open(path.c_str(), (writes ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600);
  // Only a file that can be written can carry a lock for writers; a test for one needs no such right.
  if (fd < 0 || !share(fd, flags)) {
    _LastError = fd < 0 && errno == ENOENT ? NOT_THERE : CANNOT_OPEN;
    if (fd >= 0) close(fd);
    return INVALID_HANDLE;
  }
  if (writes && !reads && ftruncate(fd, 0) != 0) mql_log("shim", "a file could not be emptied");
  int handle = 1;
  while (files.count(handle) != 0) handle++;
  files.emplace(handle, File{fd, flags, codepage, 0, ""});
  return handle;
}

void FileClose(int handle) {
  File *file = file_of(handle);
  if (file == nullptr) return;
  flush(*file);
  close(file->fd);
  files.erase(handle);
}

void FileFlush(int handle) {
  File *file = file_of(handle);
  if (file == nullptr || !flush(*file)) return;
  crash_point("after_flush");
}

bool FileSeek(int handle, long offset, int origin) {
  File *file = file_of(handle);
  if (file == nullptr) return false;
  flush(*file);
  long base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? file->position : static_cast<long>(FileSize(handle));
  file->position = std::max<long>(0, base + offset);
  return true;
}

ulong FileTell(int handle) {
  File *file = file_of(handle);
  return file == nullptr ? 0 : static_cast<ulong>(file->position);
}

ulong FileSize(int handle) {
  File *file = file_of(handle);
  struct stat facts {};
  if (file == nullptr || fstat(file->fd, &facts) != 0) return 0;
  return static_cast<ulong>(std::max<long>(facts.st_size, file->pending.empty() ? 0 : file->position));
}

bool FileIsEnding(int handle) { return FileTell(handle) >= FileSize(handle); }

bool FileIsExist(const string &name, int common) {
  std::string path;
  return path_of(name, common, path) && (access(path.c_str(), F_OK) == 0 || mql_fail(NOT_THERE));
}

bool FileDelete(const string &name, int common) {
  std::string path;
  if (!path_of(name, common, path)) return false;
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return mql_fail(NOT_THERE);
  bool used = !lock(fd, DENIES_WRITE, F_WRLCK, true);
  close(fd);
  return (!used && unlink(path.c_str()) == 0) || mql_fail(CANNOT_DELETE);
}

bool FileMove(const string &from, int common, const string &to, int mode) {
  std::string source, target;
  if (!path_of(from, common, source) || !path_of(to, mode, target)) return false;
  if (access(source.c_str(), F_OK) != 0) return mql_fail(NOT_THERE);
  if (access(target.c_str(), F_OK) == 0 && (mode & FILE_REWRITE) == 0) return mql_fail(CANNOT_REWRITE);
  make_parents(target);
  return rename(source.c_str(), target.c_str()) == 0 || mql_fail(CANNOT_REWRITE);
}

bool FileCopy(const string &from, int common, const string &to, int mode) {
  if (FileIsExist(to, mode) && (mode & FILE_REWRITE) == 0) return mql_fail(CANNOT_REWRITE);
  int source = FileOpen(from, FILE_READ | FILE_BIN | FILE_SHARE_READ | FILE_SHARE_WRITE | (common & FILE_COMMON));
  if (source == INVALID_HANDLE) return false;
  int target = FileOpen(to, FILE_WRITE | FILE_BIN | (mode & FILE_COMMON));
  mql_array<uchar> bytes;
  if (target != INVALID_HANDLE && FileReadArray(source, bytes) > 0) FileWriteArray(target, bytes);
  FileClose(source);
  if (target != INVALID_HANDLE) FileClose(target);
  return target != INVALID_HANDLE;
}

bool FolderCreate(const string &name, int common) {
  std::string path;
  if (!path_of(name, common, path)) return false;
  make_parents(path + "/");
  return access(path.c_str(), F_OK) == 0;
}

uint file_write_bytes(int handle, const void *bytes, size_t size) {
  File *file = file_of(handle);
  if (file == nullptr) return 0;
  if ((file->flags & FILE_WRITE) == 0) {
    _LastError = NOT_TO_WRITE;
    return 0;
  }
  file->pending.append(static_cast<const char *>(bytes), size);
  file->position += static_cast<long>(size);
  return static_cast<uint>(size);
}

uint file_read_bytes(int handle, void *bytes, size_t size) {
  File *file = file_of(handle);
  if (file == nullptr) return 0;
  if ((file->flags & FILE_READ) == 0) {
    _LastError = NOT_TO_READ;
    return 0;
  }
  flush(*file);
  ssize_t got = pread(file->fd, bytes, size, file->position);
  if (got > 0) file->position += got;
  return got > 0 ? static_cast<uint>(got) : 0;
}

int file_flags(int handle) {
  File *file = file_of(handle);
  return file == nullptr ? 0 : file->flags;
}

uint file_codepage(int handle) {
  File *file = file_of(handle);
  return file == nullptr ? CP_ACP : file->codepage;
}
