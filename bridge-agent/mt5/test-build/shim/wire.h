// The socket to the trade server. Frames are those of the EA link: a 4-byte length, then UTF-8 text, the type first
// and `key=value` after it, separated by U+001F. The messages are described in paper-terminal/venue-link/messages.ts.
#pragma once
#include <string>
#include <utility>
#include <vector>

/// A message, or a record of the terminal: its fields in their order.
class Record {
public:
  std::string type;

  bool has(const char *key) const { return find(key) != nullptr; }
  /// The empty text for a field that is not there.
  const std::string &text(const char *key) const;
  long integer(const char *key) const;
  unsigned long ticket(const char *key) const;
  double real(const char *key) const;
  Record &set(const char *key, std::string value);
  Record &set(const char *key, double value);

  static Record read(const char *body, size_t size);
  std::string frame() const;

private:
  const std::string *find(const char *key) const;
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// A double as the shortest decimal text that is read back as the same double, without an exponent.
std::string decimal_text(double value);

/// The connection itself: non-blocking to read, blocking to write, one attempt to connect at a time.
class Wire {
public:
  void aim(std::string host, int port);
  bool connect();
  bool connected() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  void send(const Record &message);
  /// Reads what is there; false when the connection has ended.
  bool receive(std::vector<Record> &messages);
  void close();

private:
  std::string host_;
  int port_ = 0;
  int fd_ = -1;
  std::string in_;
};
