/* propus-practice-answer.c - what the practice endpoint answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-answer.h"

#include "propus-practice-extras.h"

#include <string.h>

/* An answer is in the language of the prompt, says that no model wrote it, and shows what a real one may look like. */

#define ECHO_CHARS 160

typedef struct
{
  const char *english;
  const char *chinese;
} Text;

static const Text disclaimer = {
  "This answer comes from **the practice endpoint on your own computer**, not from Gemini. "
  "No model read your prompt, and nothing left this machine.\n\n",
  "這個回答來自**您電腦上的練習端點**，不是 Gemini。沒有任何模型讀過您的提示，也沒有任何資料離開這台電腦。\n\n",
};

static const Text list_section = {
  "## Lists\n\n"
  "Lists may be nested, and the numbers count on by themselves:\n\n"
  "1. Write a prompt.\n"
  "2. Read the answer while it streams:\n"
  "   - press *Stop* when you have seen enough,\n"
  "   - or scroll up; the view stays where you are.\n"
  "     - Three levels deep is deep enough.\n"
  "3. Ask on.\n\n"
  "Some of it is done already:\n\n"
  "- [x] Try Propus without a key\n"
  "- [ ] Make a key in AI Studio\n"
  "- [ ] Ask the real model\n\n",
  "## 清單\n\n"
  "清單可以巢狀排列，編號會自動接續：\n\n"
  "1. 寫下提示。\n"
  "2. 一邊產生一邊閱讀：\n"
  "   - 看夠了就按*停止*，\n"
  "   - 或往上捲動，畫面會停在您所在的位置。\n"
  "     - 三層已經夠深了。\n"
  "3. 繼續發問。\n\n"
  "有些事已經完成：\n\n"
  "- [x] 不用金鑰先試用 Propus\n"
  "- [ ] 在 AI Studio 建立金鑰\n"
  "- [ ] 詢問真正的模型\n\n",
};

static const Text table_section = {
  "## A table\n\n"
  "| Star | Kind | Distance | Magnitude |\n"
  "|:-----|:----:|:---------|----------:|\n"
  "| Castor | six stars | 51 light years | 1.6 |\n"
  "| Pollux | orange giant | 34 light years | 1.1 |\n"
  "| **Propus** | red giant and companion | about 380 light years | 3.3 |\n\n",
  "## 表格\n\n"
  "| 恆星 | 類型 | 距離 | 視星等 |\n"
  "|:-----|:----:|:-----|-------:|\n"
  "| 北河二 | 六合星 | 51 光年 | 1.6 |\n"
  "| 北河三 | 橙巨星 | 34 光年 | 1.1 |\n"
  "| **鉞** | 紅巨星與伴星 | 約 380 光年 | 3.3 |\n\n",
};

static const Text code_section = {
  "## Code\n\n"
  "A function in Python, with `yield` in it:\n\n"
  "```python\n"
  "def fibonacci(limit):\n"
  "    \"\"\"Yield the Fibonacci numbers below a limit.\"\"\"\n"
  "    a, b = 0, 1\n"
  "    while a < limit:\n"
  "        yield a\n"
  "        a, b = b, a + b\n"
  "\n"
  "\n"
  "print(list(fibonacci(100)))  # [0, 1, 1, 2, 3, 5, 8, ...]\n"
  "```\n\n",
  "## 程式碼\n\n"
  "一個 Python 函式，裡面有 `yield`：\n\n"
  "```python\n"
  "def fibonacci(limit):\n"
  "    \"\"\"產生小於上限的費波那契數。\"\"\"\n"
  "    a, b = 0, 1\n"
  "    while a < limit:\n"
  "        yield a\n"
  "        a, b = b, a + b\n"
  "\n"
  "\n"
  "print(list(fibonacci(100)))  # [0, 1, 1, 2, 3, 5, 8, ...]\n"
  "```\n\n",
};

static const Text shell_section = {
  "### In the shell\n\n"
  "A question from the command line:\n\n"
  "```sh\n"
  "echo \"How do I say hello in C?\" | propus ask\n"
  "```\n\n"
  "And the answer to that:\n\n"
  "```c\n"
  "#include <stdio.h>\n"
  "\n"
  "int\n"
  "main (void)\n"
  "{\n"
  "  puts (\"Hello, double star!\");\n"
  "  return 0;\n"
  "}\n"
  "```\n\n",
  "### 終端機\n\n"
  "在終端機裡也能問：\n\n"
  "```sh\n"
  "echo \"用 C 怎麼打招呼？\" | propus ask\n"
  "```\n\n",
};

static const Text quote_section = {
  "## Quotes, links and emphasis\n\n"
  "> A quotation stands on its own line,\n"
  "> and may hold *emphasis* too.\n"
  ">\n"
  "> > Someone quoted in it is indented further.\n\n"
  "Text can be **bold**, *italic*, ***both***, ~~struck out~~ or `code`. "
  "A [link with a title](https://example.org/propus \"An example\") opens in the browser, "
  "and so does a bare one: <https://example.org/>.\n\n"
  "---\n\n"
  "### 中文段落\n\n"
  "中文、日本語と한국어也要好讀：Propus 是雙子座裡的一對恆星。標點「」、全形數字１２３與 Latin 字母混排時，行距應該一致。\n\n",
  "## 引用、連結與強調\n\n"
  "> 引用自成一段，\n"
  "> 也可以有*強調*。\n"
  ">\n"
  "> > 引用裡的引用會再縮排。\n\n"
  "文字可以是**粗體**、*斜體*、***兩者兼具***、~~刪除線~~或 `程式碼`。"
  "[有標題的連結](https://example.org/propus \"範例\")會在瀏覽器開啟，單獨的網址也一樣：<https://example.org/>。\n\n"
  "---\n\n"
  "### 混排\n\n"
  "中文、日本語と한국어與 Latin 字母混排時，行距應該一致：Propus 是雙子座裡的一對恆星，標點「」與全形數字１２３也要好讀。\n\n",
};

static const Text ending = {
  "Ask for a *table*, some *code*, a *list* or a *quote* to see only that; "
  "or for a *picture*, *speech*, a *spreadsheet*, something to *calculate*, *sources* or a *web page*.\n",
  "想只看其中一種，可以問「表格」、「程式碼」、「清單」或「引用」，也可以問「圖片」、「語音」、「試算表」、「計算」、「來源」或「網頁」。\n",
};

static const Text thoughts = {
  "**Reading the prompt**\n\nI look for words that I know in it, such as *table* or *code*. There is no model here.\n\n"
  "**Choosing an answer**\n\nI take the text that fits and send it at the speed of a fast typist.\n\n",
  "**閱讀提示**\n\n我在裡面尋找認得的字，例如「表格」或「程式碼」。這裡沒有模型。\n\n"
  "**選擇回答**\n\n我挑出合適的文字，用打字快手的速度送出。\n\n",
};

static gboolean
is_chinese (const char *prompt)
{
  for (const char *at = prompt; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_get_script (g_utf8_get_char (at)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;

  return FALSE;
}

static const char *
in_language (const Text *text,
             gboolean    chinese)
{
  return chinese ? text->chinese : text->english;
}

static gboolean
mentions (const char        *folded_prompt,
          const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (folded_prompt, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* What was asked, as a quotation: its first line, shortened. */
static void
append_echo (GString                     *answer,
             const PropusPracticeRequest *request,
             gboolean                     chinese)
{
  g_autofree char *line = g_strndup (request->prompt, strcspn (request->prompt, "\r\n"));
  glong chars = g_utf8_strlen (line, -1);
  g_autofree char *shown = g_utf8_substring (line, 0, MIN (chars, ECHO_CHARS));

  g_string_append_printf (answer, chinese ? "您的第 %u 個提示是：\n\n" : "Prompt number %u of this chat was:\n\n",
                          request->turns);
  g_string_append_printf (answer, "> %s%s\n\n", shown, chars > ECHO_CHARS ? "…" : "");
}

/* Appends what the prompt mentions, everything when it mentions nothing. */
static void
append_sections (GString                     *answer,
                 const PropusPracticeRequest *request,
                 gboolean                     chinese)
{
  static const struct
  {
    const char *words[5];
    const Text *text;
  } sections[] = {
    { { "list", "清單", "列表", "todo", NULL }, &list_section },
    { { "table", "表格", NULL }, &table_section },
    { { "code", "python", "程式", "function", NULL }, &code_section },
    { { "shell", "command", "終端", "命令", NULL }, &shell_section },
    { { "quote", "link", "引用", "連結", NULL }, &quote_section },
  };
  g_autofree char *folded = g_utf8_casefold (request->prompt, -1);
  gboolean found = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (mentions (folded, sections[i].words))
      {
        g_string_append (answer, in_language (sections[i].text, chinese));
        found = TRUE;
      }

  found = propus_practice_extras_append_sections (answer, request, chinese) || found;
  for (gsize i = 0; !found && i < G_N_ELEMENTS (sections); i++)
    g_string_append (answer, in_language (sections[i].text, chinese));
}

static gboolean
is_greeting (const char *prompt)
{
  static const char *const greetings[] = { "hello", "hi", "hey", "你好", "您好", "哈囉", NULL };
  g_autofree char *folded = g_utf8_casefold (prompt, -1);

  g_strdelimit (folded, "!.?, ", '\0');

  return g_strv_contains (greetings, folded);
}

/* Repeats the sections, numbered, until the answer has the length that was asked for; cut at a character. */
static char *
make_long (const PropusPracticeRequest *request,
           gboolean                     chinese)
{
  GString *answer = g_string_new (in_language (&disclaimer, chinese));
  const char *end;

  for (guint round = 1; answer->len < request->long_bytes; round++)
    {
      g_string_append_printf (answer, chinese ? "# 第 %u 章\n\n" : "# Chapter %u\n\n", round);
      g_string_append (answer, in_language (&list_section, chinese));
      g_string_append (answer, in_language (&table_section, chinese));
      g_string_append (answer, in_language (&code_section, chinese));
      g_string_append (answer, in_language (&shell_section, chinese));
      g_string_append (answer, in_language (&quote_section, chinese));
    }

  g_utf8_validate_len (answer->str, request->long_bytes, &end);
  g_string_truncate (answer, end - answer->str);

  return g_string_free (answer, FALSE);
}

/**
 * propus_practice_answer_dup_text:
 * @request: what was asked
 * @brief: whether only the first paragraphs are wanted
 *
 * Returns: (transfer full): an answer in Markdown; the same request always gets the same
 */
char *
propus_practice_answer_dup_text (const PropusPracticeRequest *request,
                                 gboolean                     brief)
{
  gboolean chinese;
  GString *answer;

  g_return_val_if_fail (request != NULL, NULL);

  chinese = is_chinese (request->prompt);
  if (request->long_bytes > 0)
    return make_long (request, chinese);

  answer = g_string_new (in_language (&disclaimer, chinese));
  if (is_greeting (request->prompt))
    {
      g_string_append (answer, chinese ? "您好！今天想知道什麼？\n\n" : "Hello! What would you like to know?\n\n");
      brief = brief || !(request->searches || request->reads || request->runs);
    }
  else
    append_echo (answer, request, chinese);

  if (!brief && request->odd == NULL)
    append_sections (answer, request, chinese);
  if (!propus_practice_extras_has_parts (request))
    g_string_append (answer, in_language (&ending, chinese));

  return g_string_free (answer, FALSE);
}

/**
 * propus_practice_answer_is_chinese:
 * @request: what was asked
 *
 * Returns: whether it is answered in Chinese
 */
gboolean
propus_practice_answer_is_chinese (const PropusPracticeRequest *request)
{
  g_return_val_if_fail (request != NULL, FALSE);

  return is_chinese (request->prompt);
}

/**
 * propus_practice_answer_get_ending:
 * @request: what was asked
 *
 * Returns: (transfer none): the last sentence of an answer, which tells what can be asked for
 */
const char *
propus_practice_answer_get_ending (const PropusPracticeRequest *request)
{
  g_return_val_if_fail (request != NULL, "");

  return in_language (&ending, is_chinese (request->prompt));
}

/**
 * propus_practice_answer_dup_thoughts:
 * @request: what was asked
 *
 * Returns: (transfer full): summaries of thoughts, in Markdown
 */
char *
propus_practice_answer_dup_thoughts (const PropusPracticeRequest *request)
{
  g_return_val_if_fail (request != NULL, NULL);

  return g_strdup (in_language (&thoughts, is_chinese (request->prompt)));
}
