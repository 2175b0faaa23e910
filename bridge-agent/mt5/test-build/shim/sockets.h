// Client sockets with the traps of MQL5's.
#pragma once
#include "array.h"

/// What tests can choose of what the reference leaves open, and the list that only a person can write.
struct SocketRules {
  std::string allowed_hosts = "127.0.0.1";
  /// SocketRead waits for all of `maxlen`; otherwise it answers with whatever comes first.
  bool read_fills = true;
};
extern SocketRules socket_rules;

int SocketCreate(uint flags = 0);
bool SocketClose(int handle);
bool SocketConnect(int handle, const string &host, uint port, uint timeout_ms);
bool SocketIsConnected(int handle);
/// Bytes that can be read; may be 1 when there are none, and is 0 also on an error.
uint SocketIsReadable(int handle);
bool SocketIsWritable(int handle);
bool SocketTimeouts(int handle, uint send_ms, uint receive_ms);
/// Bytes read, or -1 at a timeout and at an error. A timeout of 0 is one of 120 seconds.
int SocketRead(int handle, mql_array<uchar> &buffer, uint most, uint timeout_ms);
int SocketSend(int handle, const mql_array<uchar> &buffer, uint size);
