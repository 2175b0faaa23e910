// Objects on a chart: nothing is drawn, the texts are written to the file of `--chart` when they change.
#pragma once
#include "constants.h"
#include "format.h"

void set_chart_file(const char *path);

bool ObjectCreate(long chart, const string &name, ENUM_OBJECT kind, int window, datetime time, double price);
bool ObjectDelete(long chart, const string &name);
int ObjectsDeleteAll(long chart, const string &prefix, int window = -1, int kind = -1);
int ObjectFind(long chart, const string &name);
bool ObjectSetInteger(long chart, const string &name, ENUM_OBJECT_PROPERTY_INTEGER property, long value);
bool ObjectSetString(long chart, const string &name, ENUM_OBJECT_PROPERTY_STRING property, const string &value);
string ObjectGetString(long chart, const string &name, ENUM_OBJECT_PROPERTY_STRING property);
void ChartRedraw(long chart = 0);
long ChartID();
template <class... Args> void Comment(const Args &...args) {
  string text("");
  (void)((text += string(args)), ...);
  ObjectCreate(0, string("comment"), OBJ_LABEL, 0, 0, 0);
  ObjectSetString(0, string("comment"), OBJPROP_TEXT, text);
}
