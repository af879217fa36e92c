/* test-render.c - what a model writes, as HTML that can do no harm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "transfer-kit.h"

#include "propus-limits.h"
#include "propus-transfer-render.h"
#include "../lib/cpu-clock.h"

#include <string.h>

static char *
render (const char *text)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  PropusTransferOut out;

  propus_transfer_render_prepare ();
  propus_transfer_out_init (&out, stream);
  propus_transfer_render_markdown (&out, text);
  g_assert_true (propus_transfer_out_flush (&out, NULL));
  propus_transfer_out_clear (&out);
  g_output_stream_write (stream, "", 1, NULL, NULL);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
}

static void
test_good (void)
{
  static const struct { const char *text; const char *html; } cases[] = {
    { "**b** `c`", "<p><strong>b</strong> <code>c</code></p>\n" },
    { "[a](https://example.com/?a=1&b=2)", "<p><a href=\"https://example.com/?a=1&amp;b=2\">a</a></p>\n" },
    { "[m](mailto:a@example.com)", "<p><a href=\"mailto:a@example.com\">m</a></p>\n" },
    { "![p](https://example.com/p.png)", "<p><a href=\"https://example.com/p.png\">p</a></p>\n" },
    { "![](https://example.com/p.png)", "<p><a href=\"https://example.com/p.png\">https://example.com/p.png</a></p>\n" },
    { "[![p](https://example.com/p.png)](https://example.org/)", "<p><a href=\"https://example.org/\">p</a></p>\n" },
    { "| a |\n|---|\n| b |", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n" },
    { "a <b>x</b>", "<p>a &lt;b&gt;x&lt;/b&gt;</p>\n" },
    { "[a](javascript:alert(1))", "<p>a</p>\n" },
    { "![a](data:image/png;base64,AAAA)", "<p>a</p>\n" },
    { "<div>\nx\n</div>", "<pre><code>&lt;div&gt;\nx\n&lt;/div&gt;\n</code></pre>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *html = render (cases[i].text);

      g_assert_cmpstr (html, ==, cases[i].html);
    }
}

/* Every tag and attribute that @html has must be one that can neither load nor run anything. */
static char *
find_harm (const char *html)
{
  g_autoptr(GRegex) tags = g_regex_new ("<(/?)([a-zA-Z!][^\\s>]*)([^>]*)>", 0, 0, NULL);
  g_autoptr(GRegex) attributes = g_regex_new ("\\s*([^\\s=]+)(?:=\"([^\"]*)\")?", 0, 0, NULL);
  static const char * const good_tags[] = { "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "code", "em", "strong",
                                            "blockquote", "hr", "br", "a", "table", "thead", "tbody", "tr", "th", "td", "input", "del", NULL };
  static const char * const good_attributes[] = { "class", "align", "start", "type", "disabled", "checked", "/", NULL };
  g_autoptr(GMatchInfo) match = NULL;

  for (g_regex_match (tags, html, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *tag = g_match_info_fetch (match, 2);
      g_autofree char *rest = g_match_info_fetch (match, 3);
      g_autoptr(GMatchInfo) inner = NULL;

      if (!g_strv_contains (good_tags, tag))
        return g_strdup (tag);
      for (g_regex_match (attributes, rest, 0, &inner); g_match_info_matches (inner); g_match_info_next (inner, NULL))
        {
          g_autofree char *name = g_match_info_fetch (inner, 1);
          g_autofree char *value = g_match_info_fetch (inner, 2);

          if (strcmp (name, "href") == 0 && strcmp (tag, "a") == 0)
            {
              if (!g_regex_match_simple ("^(https?://|mailto:)", value, G_REGEX_CASELESS, 0))
                return g_strdup (value);
            }
          else if (!g_strv_contains (good_attributes, name))
            {
              return g_strdup (name);
            }
        }
    }

  return NULL;
}

static void
assert_harmless (const char *text)
{
  g_autofree char *html = render (text);
  g_autofree char *harm = find_harm (html);

  g_assert_true (g_utf8_validate (html, -1, NULL));
  if (harm != NULL)
    g_test_message ("%s", html);
  g_assert_cmpstr (harm, ==, NULL);
}

static const char * const corpus[] = {
  "<script>alert(1)</script>", "x <script src=//evil.example/x.js></script>", "<img src=x onerror=alert(1)>",
  "<iframe src=\"https://evil.example\"></iframe>", "<svg/onload=alert(1)>", "<style>@import 'https://evil.example'</style>",
  "<link rel=stylesheet href=//evil.example>", "<base href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](&#106;avascript:alert(1))", "[a](java&#10;script:alert(1))",
  "[a](vbscript:x)", "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](file:///etc/passwd)", "[a](//evil.example)", "[a](\\\\evil)",
  "[a](https://e.example/\"onmouseover=alert(1))", "[a](<https://e.example/ onclick=x>)", "[a](https://e.example/ \"t\\\" onclick=x\")",
  "<javascript:alert(1)>", "<https://e.example/\"><script>>", "![x\"onerror=alert(1)](https://e.example/a.png)",
  "![](javascript:x)", "[![a](javascript:x)](javascript:y)", "```\"><script>alert(1)</script>\nx\n```", "```js onload=x\n</code></pre><script>\n```",
  "| <script> | [a](javascript:x) |\n|---|---|\n| <img src=x> | ![](http://e.example) |", "- [ ] <script>\n- [x] [a](javascript:x)",
  "<!-- --> <script>", "<!--\n<script>alert(1)</script>", "<?php x ?>", "<![CDATA[ <script> ]]>", "&lt;script&gt;", "\\<script>",
  "# <script>\n\nx\n===<script>", "[r]: javascript:alert(1)\n\n[r]", "[^1]: <script>\n\nx[^1]", "a\0b", "<a href='https://e.example' onclick=x>y</a>",
  "<details open ontoggle=alert(1)>", "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "https://e.example/<script>",
};

static void
test_harmless (void)
{
  static const char * const planted[] = { "<p><script>x</script></p>", "<p onclick=\"x\">", "<a href=\"javascript:x\">", "<img src=\"https://x\">" };

  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autofree char *harm = find_harm (planted[i]);

      g_assert_nonnull (harm);
    }
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autofree char *shown = g_strescape (corpus[i], NULL);
      g_autofree char *quoted = g_strdup_printf ("> - %s\n\n1. **%s**", corpus[i], corpus[i]);

      g_test_message ("%s", shown);
      assert_harmless (corpus[i]);
      assert_harmless (quoted);
    }
}

/* Pieces of the corpus in any order, so that one opens what another closes; always the same ones. */
static void
test_harmless_mixed (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1122);

  for (guint i = 0; i < 1500; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      guint n = (guint) g_rand_int_range (rand, 1, 6);

      for (guint k = 0; k < n; k++)
        {
          const char *piece = corpus[g_rand_int_range (rand, 0, G_N_ELEMENTS (corpus))];
          gsize from = (gsize) g_rand_int_range (rand, 0, (gint32) strlen (piece) + 1);

          g_string_append (text, g_rand_boolean (rand) ? piece : piece + from);
          g_string_append (text, g_rand_boolean (rand) ? "" : "\n\n");
        }
      assert_harmless (text->str);
    }
}

/* A whole file, with hostile names as well. */
static void
test_file (void)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autoptr(GRegex) remote = g_regex_new ("(src|href|action|data|poster)=\"(?!data:image/|https?://e\\.example|mailto:)|<script|<style|<link|<iframe|\\sstyle=\"|\\son[a-z]+=\"|javascript:[^\"<]*\"", G_REGEX_CASELESS, 0, NULL);
  g_autofree char *html = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      PropusTransferChat *chat = propus_transfer_chat_new (corpus[i]);
      PropusTransferMessage *turn = propus_transfer_chat_add (chat, PROPUS_ROLE_USER, 0);
      g_autoptr(GString) media = g_string_new ("{\"inlineData\":{\"mimeType\":\"image/svg+xml\",\"data\":\"\\\"><script>\"}}");

      propus_transfer_message_add_text (turn, corpus[i]);
      propus_transfer_message_attach (turn, propus_transfer_attachment_new (corpus[i], corpus[i], NULL, 1));
      turn = propus_transfer_chat_add (chat, PROPUS_ROLE_MODEL, 1);
      turn->model = g_strdup (corpus[i]);
      propus_transfer_message_add_thought (turn, corpus[i]);
      propus_transfer_message_add_part (turn, media->str);
      propus_transfer_message_add_part (turn, "{\"fileData\":{\"fileUri\":\"javascript:alert(1)\\\"\"}}");
      propus_transfer_message_add_part (turn, "{\"executableCode\":{\"code\":\"</code><script>\"}}");
      propus_transfer_message_add_part (turn, "{\"</pre><script>\":1}");
      propus_transfer_message_add_text (turn, corpus[i]);
      g_ptr_array_add (chats, chat);
    }

  html = kit_export (chats, PROPUS_TRANSFER_HTML, PROPUS_TRANSFER_WITH_THOUGHTS);
  g_assert_true (g_regex_match (remote, "<img src=\"https://x\">", 0, NULL));
  g_assert_true (g_regex_match (remote, "<SCRIPT>", 0, NULL));
  g_assert_nonnull (strstr (html, "default-src 'none'; img-src data:"));
  {
    g_autoptr(GMatchInfo) match = NULL;

    if (g_regex_match (remote, strstr (html, "</head>"), 0, &match))
      {
        int at = 0;

        g_match_info_fetch_pos (match, 0, &at, NULL);
        g_test_message ("…%.200s…", strstr (html, "</head>") + at);
        g_test_fail ();
      }
  }
}

static char *
repeat (const char *piece,
        gsize       bytes)
{
  GString *text = g_string_new (NULL);

  while (text->len < bytes)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

/* Texts that parsers choke on: a megabyte of each is done in seconds, and all of it is there. */
static void
test_cost (void)
{
  static const char * const pieces[] = { "[", "![", "*a ", "**x", "`", "<", ">", "> ", "- ", "|", "a|\n", "[a](b", "&", "_a*", "<a href=\"",
                                         "[a]: b\n", "\n\n", "    x\n", "```\n", "~~~~ x\n", "word " };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], 1024 * 1024);
      gint64 start = cpu_clock_get_us ();
      g_autofree char *html = render (text);
      gint64 took = cpu_clock_get_us () - start;
      g_autofree char *shown = g_strescape (pieces[i], NULL);

      g_test_message ("%s: %" G_GINT64_FORMAT " ms", shown, took / 1000);
      g_assert_true (g_utf8_validate (html, -1, NULL));
      g_assert_cmpint (took, <, 20 * G_USEC_PER_SEC);
    }
}

/* Code longer than a window stays one block, and the words after it stay words. */
static void
test_long_code (void)
{
  g_autofree char *code = repeat ("int <x>;\n", 200000);
  g_autofree char *text = g_strdup_printf ("before\n\n````c\n```\n%s````\n\n**after**", code);
  g_autofree char *html = render (text);

  g_assert_true (g_str_has_prefix (html, "<p>before</p>\n<pre><code>```\nint &lt;x&gt;;\n"));
  g_assert_true (g_str_has_suffix (html, "int &lt;x&gt;;\n</code></pre>\n<p><strong>after</strong></p>\n"));
}

static void
test_long_text (void)
{
  g_autofree char *text = repeat ("Some **words** of a paragraph.\n\n", 3 * PROPUS_LIMIT_EXPORT_WINDOW);
  g_autofree char *html = render (text);
  g_auto(GStrv) parts = g_strsplit (html, "<p>Some <strong>words</strong> of a paragraph.</p>\n", -1);

  g_assert_cmpuint (g_strv_length (parts), ==, strlen (text) / strlen ("Some **words** of a paragraph.\n\n") + 1);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer/render/good", test_good);
  g_test_add_func ("/transfer/render/harmless", test_harmless);
  g_test_add_func ("/transfer/render/harmless-mixed", test_harmless_mixed);
  g_test_add_func ("/transfer/render/file", test_file);
  g_test_add_func ("/transfer/render/cost", test_cost);
  g_test_add_func ("/transfer/render/long-code", test_long_code);
  g_test_add_func ("/transfer/render/long-text", test_long_text);
  result = g_test_run ();
  kit_done ();
  return result;
}
