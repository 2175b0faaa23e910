import { describe, expect, it } from "vitest";
import { declarationsOf } from "./declarations.ts";
import { rewrite } from "./rewrite.ts";
import { tokensOf } from "./tokens.ts";

describe("MQL5 in pieces", () => {
  it("gives the source when it is joined again, whatever is in texts and comments", () => {
    const source = `#property strict\n// "a" /* b\nstring s = "x\\"[]"; /* D'1' */ char c = 'a';\n  #define A \\\n 1\nint y[];\n`;
    const joined = tokensOf(source).map(({ text }) => text);
    expect(joined.join("")).toBe(source);
  });

  it("counts lines through comments and directives", () => {
    const tokens = tokensOf("/* a\nb */ int\nx;");
    expect(tokens.find(({ text }) => text === "x")?.line).toBe(3);
  });

  it.each(['string s = "a;\nint x;', "/* a"])("refuses what has no end: %s", (source) => {
    expect(() => tokensOf(source)).toThrow("without an end");
  });
});

describe("the rewriting of MQL5 to C++", () => {
  it.each([
    ["#property strict\nint x;", "\nint x;"],
    ['input group "Trading"\ninput int A = 1;', "\n int A = 1;"],
    ['sinput string B = "x";', ' string B = "x";'],
    ["datetime t = D'2026.01.01';", 'datetime t = mql_date("2026.01.01");'],
    ["color c = C'1,2,3';", "color c = mql_color(1,2,3);"],
    ["void F(const uchar &b[], int n)", "void F(const mql_array<uchar> &b, int n)"],
    ["Entry list[];", "mql_array<Entry> list;"],
    ["int n[N + 1] = {1};", "mql_fixed<int, (N + 1)> n = {1};"],
    ["enum E { A = 1 };", "enum E : int { A = 1 };"],
    ["return list[0];", "return list[0];"],
    ["x = a[i] + b[j];", "x = a[i] + b[j];"],
    ['// int x[];\nPrint("int x[];");', '// int x[];\nPrint("int x[];");'],
  ])("%j", (from, to) => {
    expect(rewrite(from)).toBe(to);
  });

  it("refuses what the expert advisor is not to use", () => {
    expect(() => rewrite('#import "user32.dll"')).toThrow("imports nothing");
    expect(() => rewrite("int x[2][3];")).toThrow("several dimensions");
  });
});

describe("what a source declares", () => {
  it("finds types, functions in any order, and inputs, but no methods, calls or variables", () => {
    const source = `
      input group "One"
      input int Port = 1; // the port
      struct Word { string text; };
      enum Kind { A };
      class CLink { public: void Open(void) { Run(); } };
      CLink g_link;
      int OnInit() { return Add(1); }
      int Add(const int a, int b = 2, Word &words[] = x) { if(a) { b++; } return b; }
      void CLink::Close() { }
      int g_values[] = {1, 2};`;
    expect(declarationsOf(source)).toEqual({
      types: ["struct Word;", "enum Kind : int;", "class CLink;"],
      prototypes: ["int OnInit ( );", "int Add ( const int a , int b , mql_array<Word> &words );"],
      functions: ["OnInit", "Add"],
      inputs: ["Port"],
    });
  });
});
