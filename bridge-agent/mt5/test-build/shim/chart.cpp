#include "chart.h"
#include <cstdio>
#include <map>

static std::string chart_file;
static std::map<std::string, string> texts;

void set_chart_file(const char *path) { chart_file = path; }

static void write_texts() {
  if (chart_file.empty()) return;
  std::string next = chart_file + ".next";
  FILE *file = fopen(next.c_str(), "w");
  if (file == nullptr) return;
  for (const auto &[name, text] : texts) fprintf(file, "%s=%s\n", name.c_str(), text.utf8().c_str());
  fclose(file);
  rename(next.c_str(), chart_file.c_str());
}

bool ObjectCreate(long, const string &name, ENUM_OBJECT, int, datetime, double) {
  texts.emplace(name.utf8(), string(""));
  return true;
}

bool ObjectDelete(long, const string &name) {
  bool known = texts.erase(name.utf8()) > 0;
  write_texts();
  return known || mql_fail(4202);
}

int ObjectsDeleteAll(long, const string &prefix, int, int) {
  std::string start = prefix.utf8();
  int deleted = 0;
  for (auto at = texts.begin(); at != texts.end();) {
    bool matches = at->first.compare(0, start.size(), start) == 0;
    if (matches) deleted++;
    at = matches ? texts.erase(at) : std::next(at);
  }
  write_texts();
  return deleted;
}

int ObjectFind(long, const string &name) { return texts.count(name.utf8()) != 0 ? 0 : -1; }

bool ObjectSetInteger(long chart, const string &name, ENUM_OBJECT_PROPERTY_INTEGER, long) {
  return ObjectFind(chart, name) >= 0 || mql_fail(4202);
}

bool ObjectSetString(long, const string &name, ENUM_OBJECT_PROPERTY_STRING property, const string &value) {
  auto found = texts.find(name.utf8());
  if (found == texts.end()) return mql_fail(4202);
  if (property != OBJPROP_TEXT || found->second == value) return true;
  found->second = value;
  write_texts();
  return true;
}

string ObjectGetString(long, const string &name, ENUM_OBJECT_PROPERTY_STRING property) {
  auto found = texts.find(name.utf8());
  return found != texts.end() && property == OBJPROP_TEXT ? found->second : string("");
}

void ChartRedraw(long) {}
long ChartID() { return 1; }
