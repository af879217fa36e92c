/* propus-code-language.c - what the word behind a fence means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-language.h"

#include "propus-file-name.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LABEL_CHARS 24
#define MAX_EXTENSION_BYTES 8

/* What models write behind a fence, and what GtkSourceView calls it. */
static const struct
{
  const char *name;
  const char *id;
} aliases[] = {
  { "bash", "sh" }, { "shell", "sh" }, { "zsh", "sh" }, { "console", "sh" }, { "shellscript", "sh" },
  { "shell-session", "sh" }, { "c++", "cpp" }, { "cc", "cpp" }, { "cxx", "cpp" }, { "hpp", "cpphdr" }, { "h", "chdr" },
  { "cs", "c-sharp" }, { "csharp", "c-sharp" }, { "c#", "c-sharp" }, { "fs", "fsharp" }, { "f#", "fsharp" },
  { "javascript", "js" }, { "mjs", "js" }, { "node", "js" }, { "ts", "typescript" }, { "tsx", "typescript-jsx" },
  { "py", "python3" }, { "python", "python3" }, { "rb", "ruby" }, { "rs", "rust" }, { "kt", "kotlin" },
  { "golang", "go" }, { "pl", "perl" }, { "md", "markdown" }, { "yml", "yaml" }, { "htm", "html" }, { "xhtml", "html" },
  { "svg", "xml" }, { "tex", "latex" }, { "ps1", "powershell" }, { "make", "makefile" }, { "dockerfile", "docker" },
  { "patch", "diff" }, { "hs", "haskell" }, { "jsonc", "json" }, { "json5", "json" }, { "postgresql", "sql" },
  { "sqlite", "sql" }, { "mysql", "sql" }, { "tf", "terraform" }, { "hcl", "terraform" }, { "vb", "vbnet" },
  { "conf", "ini" }, { "bat", "dosbatch" }, { "cmd", "dosbatch" }, { "r", "r" }, { "objective-c", "objc" },
  { "proto", "proto" }, { "lisp", "commonlisp" }, { "sass", "scss" }, { "graphviz", "dot" }, { "gv", "dot" },
};

/* Files whose names GtkSourceView's patterns do not tell. */
static const struct
{
  const char *name;
  const char *extension;
} extensions[] = {
  { "bash", "sh" }, { "h", "h" }, { "tsx", "tsx" }, { "svg", "svg" }, { "ps1", "ps1" }, { "sass", "sass" },
  { "mermaid", "mmd" }, { "plantuml", "puml" }, { "puml", "puml" }, { "graphviz", "dot" }, { "d2", "d2" },
  { "csv", "csv" }, { "makefile", "mk" }, { "dockerfile", "dockerfile" }, { "jsonl", "jsonl" }, { "c", "c" },
};

static const char * const diagrams[] = {
  "mermaid", "dot", "graphviz", "gv", "plantuml", "puml", "uml", "d2", "ditaa", "nomnoml", "pikchr", "vega", "vega-lite",
  "wavedrom", "bytefield", "blockdiag", "seqdiag", "erd", "dbml", "structurizr", "excalidraw", "svgbob", "tikz",
  "flowchart", "sequence", NULL
};

/**
 * propus_code_language_find:
 * @name: first word of the info string, "" when there is none
 *
 * Returns: (transfer none) (nullable): how it is highlighted
 */
GtkSourceLanguage *
propus_code_language_find (const char *name)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autofree char *lower = NULL;
  const char *id;

  g_return_val_if_fail (name != NULL, NULL);

  lower = g_ascii_strdown (name, -1);
  id = lower;
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strcmp (lower, aliases[i].name) == 0)
      id = aliases[i].id;

  return *id != '\0' ? gtk_source_language_manager_get_language (manager, id) : NULL;
}

/**
 * propus_code_language_dup_label:
 * @name: first word of the info string, "" when there is none
 *
 * Returns: (transfer full): what a person calls it
 */
char *
propus_code_language_dup_label (const char *name)
{
  GtkSourceLanguage *language = propus_code_language_find (name);

  if (language != NULL)
    return g_strdup (gtk_source_language_get_name (language));
  if (*name == '\0')
    return g_strdup (_("Text"));

  return g_utf8_strlen (name, -1) > MAX_LABEL_CHARS ? g_utf8_substring (name, 0, MAX_LABEL_CHARS) : g_strdup (name);
}

static gboolean
is_extension (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_EXTENSION_BYTES)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '+')
      return FALSE;

  return TRUE;
}

/**
 * propus_code_language_dup_extension:
 * @name: first word of the info string, "" when there is none
 *
 * Returns: (transfer full): what a file of it ends with, "txt" when nothing better is known
 */
char *
propus_code_language_dup_extension (const char *name)
{
  GtkSourceLanguage *language = propus_code_language_find (name);
  g_auto(GStrv) globs = language != NULL ? gtk_source_language_get_globs (language) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_ascii_strcasecmp (name, extensions[i].name) == 0)
      return g_strdup (extensions[i].extension);
  for (guint i = 0; globs != NULL && globs[i] != NULL; i++)
    if (g_str_has_prefix (globs[i], "*.") && is_extension (globs[i] + 2))
      return g_strdup (globs[i] + 2);

  return g_strdup ("txt");
}

/**
 * propus_code_language_dup_file_name:
 * @name: first word of the info string, "" when there is none
 *
 * Returns: (transfer full): a name for the file that the code is saved in
 */
char *
propus_code_language_dup_file_name (const char *name)
{
  g_autofree char *extension = propus_code_language_dup_extension (name);

  /* Translators: Name of a file, before the dot, that code of an answer is saved in. */
  return propus_file_name_make_safe (_("code"), extension, "code");
}

/**
 * propus_code_language_is_diagram:
 * @name: first word of the info string
 *
 * Returns: whether other programs draw a picture of such code
 */
gboolean
propus_code_language_is_diagram (const char *name)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  lower = g_ascii_strdown (name, -1);
  return g_strv_contains (diagrams, lower);
}
