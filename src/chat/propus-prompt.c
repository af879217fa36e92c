/* propus-prompt.c - a saved prompt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt.h"

#include "propus-text.h"

#include <string.h>

#define FENCE "---\n"
#define MAX_VARIABLE_CHARS 60

/* A file of Markdown with a head, as many programs have it:
 *
 *   ---
 *   title: Translate
 *   ---
 *   Translate into {{language}}: …
 *
 * Lines of the head that are not ours are kept. */
struct _PropusPrompt
{
  GObject parent_instance;

  char   *id;
  char   *title;
  char   *text;
  char   *more;      /* lines of the head that are not ours */
  char   *folded;    /* for searching */
};

G_DEFINE_FINAL_TYPE (PropusPrompt, propus_prompt, G_TYPE_OBJECT)

static void
propus_prompt_finalize (GObject *object)
{
  PropusPrompt *self = PROPUS_PROMPT (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->text);
  g_free (self->more);
  g_free (self->folded);

  G_OBJECT_CLASS (propus_prompt_parent_class)->finalize (object);
}

static void
propus_prompt_class_init (PropusPromptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_prompt_finalize;
}

static void
propus_prompt_init (PropusPrompt *self)
{
}

/* One line without blanks around it. */
static char *
dup_title (const char *title)
{
  char *line = propus_text_make_valid (title, -1);

  for (char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  return g_strstrip (line);
}

static PropusPrompt *
new_prompt (const char *id,
            const char *title,
            const char *text,
            const char *more)
{
  PropusPrompt *self = g_object_new (PROPUS_TYPE_PROMPT, NULL);
  g_autofree char *both = NULL;

  self->id = g_strdup (id);
  self->title = dup_title (title);
  self->text = propus_text_make_valid (text, -1);
  self->more = g_strdup (more);
  both = g_strconcat (self->title, "\n", self->text, NULL);
  self->folded = g_utf8_casefold (both, -1);

  return self;
}

/**
 * propus_prompt_new:
 * @id: the name of its file
 * @title: what it is called; line ends become blanks
 * @text: the prompt
 *
 * Returns: (transfer full): a prompt
 */
PropusPrompt *
propus_prompt_new (const char *id,
                   const char *title,
                   const char *text)
{
  g_return_val_if_fail (id != NULL && title != NULL && text != NULL, NULL);

  return new_prompt (id, title, text, "");
}

/**
 * propus_prompt_with:
 * @self: a prompt
 * @title: its new title
 * @text: its new text
 *
 * Returns: (transfer full): the prompt with the same file and another content
 */
PropusPrompt *
propus_prompt_with (PropusPrompt *self,
                    const char   *title,
                    const char   *text)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT (self), NULL);
  g_return_val_if_fail (title != NULL && text != NULL, NULL);

  return new_prompt (self->id, title, text, self->more);
}

/* Reads the head up to @end. */
static char *
read_head (const char *head,
           const char *end,
           char      **more)
{
  g_autofree char *lines = g_strndup (head, end - head);
  g_auto(GStrv) split = g_strsplit (lines, "\n", -1);
  GString *others = g_string_new (NULL);
  char *title = NULL;

  for (guint i = 0; split[i] != NULL; i++)
    if (title == NULL && g_str_has_prefix (split[i], "title:"))
      title = g_strstrip (g_strdup (split[i] + strlen ("title:")));
    else if (*split[i] != '\0')
      g_string_append_printf (others, "%s\n", split[i]);
  *more = g_string_free (others, FALSE);

  return title;
}

/**
 * propus_prompt_parse:
 * @id: the name of its file
 * @fallback_title: what it is called when its file does not say
 * @content: the file, any bytes up to a NUL
 *
 * Returns: (transfer full): the prompt
 */
PropusPrompt *
propus_prompt_parse (const char *id,
                     const char *fallback_title,
                     const char *content)
{
  g_autofree char *valid = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *text = NULL;
  g_autofree char *more = NULL;
  g_autofree char *title = NULL;
  const char *end = NULL;

  g_return_val_if_fail (id != NULL && fallback_title != NULL && content != NULL, NULL);

  valid = propus_text_make_valid (content, -1);
  lines = g_strsplit (valid, "\r\n", -1);
  text = g_strjoinv ("\n", lines);
  if (g_str_has_prefix (text, FENCE))
    end = g_str_has_prefix (text + strlen (FENCE), FENCE) ? text + strlen (FENCE) : strstr (text, "\n" FENCE);
  if (end != NULL)
    {
      const char *body = end + strlen (FENCE) + (*end == '\n');

      title = read_head (text + strlen (FENCE), MAX (end, text + strlen (FENCE)), &more);
      memmove (text, body, strlen (body) + 1);
    }

  /* The line end of a file is no part of the prompt. */
  if (g_str_has_suffix (text, "\n"))
    text[strlen (text) - 1] = '\0';

  return new_prompt (id, title != NULL && *title != '\0' ? title : fallback_title, text, more != NULL ? more : "");
}

/**
 * propus_prompt_dup_content:
 * @self: a prompt
 *
 * Returns: (transfer full): what stands in its file
 */
char *
propus_prompt_dup_content (PropusPrompt *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT (self), NULL);

  return g_strdup_printf (FENCE "title: %s\n%s" FENCE "%s\n", self->title, self->more, self->text);
}

/**
 * propus_prompt_get_id:
 * @self: a prompt
 *
 * Returns: (transfer none): the name of its file
 */
const char *
propus_prompt_get_id (PropusPrompt *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT (self), NULL);

  return self->id;
}

/**
 * propus_prompt_get_title:
 * @self: a prompt
 *
 * Returns: (transfer none): what it is called
 */
const char *
propus_prompt_get_title (PropusPrompt *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT (self), NULL);

  return self->title;
}

/**
 * propus_prompt_get_text:
 * @self: a prompt
 *
 * Returns: (transfer none): the prompt itself
 */
const char *
propus_prompt_get_text (PropusPrompt *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT (self), NULL);

  return self->text;
}

/**
 * propus_prompt_matches:
 * @self: a prompt
 * @words: what is looked for; blanks part words
 *
 * Returns: whether each word is in its title or its text
 */
gboolean
propus_prompt_matches (PropusPrompt *self,
                       const char   *words)
{
  g_autofree char *folded = NULL;
  g_auto(GStrv) split = NULL;

  g_return_val_if_fail (PROPUS_IS_PROMPT (self), FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  folded = g_utf8_casefold (words, -1);
  split = g_strsplit_set (folded, " \t", -1);
  for (guint i = 0; split[i] != NULL; i++)
    if (strstr (self->folded, split[i]) == NULL)
      return FALSE;

  return TRUE;
}

/**
 * propus_prompt_compare:
 * @a: a prompt
 * @b: a prompt
 *
 * Returns: which comes first in a list
 */
int
propus_prompt_compare (PropusPrompt *a,
                       PropusPrompt *b)
{
  int order = g_utf8_collate (a->title, b->title);

  return order != 0 ? order : strcmp (a->id, b->id);
}

/**
 * propus_prompt_find_variable:
 * @text: a text
 * @from: the character from which on it is searched
 * @start: (out): the first character of the variable
 * @end: (out): the character behind it
 *
 * Finds "{{name}}": on one line, not empty, and without further braces.
 *
 * Returns: whether there is one
 */
gboolean
propus_prompt_find_variable (const char *text,
                             guint       from,
                             guint      *start,
                             guint      *end)
{
  const char *p;

  g_return_val_if_fail (text != NULL && start != NULL && end != NULL, FALSE);

  if ((glong) from > g_utf8_strlen (text, -1))
    return FALSE;

  for (p = strstr (g_utf8_offset_to_pointer (text, from), "{{"); p != NULL; p = strstr (p + 1, "{{"))
    {
      const char *name = p + 2;
      gsize length = strcspn (name, "{}\n");

      if (length == 0 || !g_str_has_prefix (name + length, "}}") || g_utf8_strlen (name, length) > MAX_VARIABLE_CHARS)
        continue;

      *start = (guint) g_utf8_pointer_to_offset (text, p);
      *end = (guint) g_utf8_pointer_to_offset (text, name + length + 2);
      return TRUE;
    }

  return FALSE;
}
