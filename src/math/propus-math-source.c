/* propus-math-source.c - from LaTeX to a tree: the source, piece by piece
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-parser-private.h"

#include <string.h>

void
propus_math_parser_skip_space (PropusMathParser *self)
{
  while (*self->p == ' ' || *self->p == '\n' || *self->p == '\t' || *self->p == '\r')
    self->p++;
}

/* The command at the point; the point stays. */
PropusMathCommand
propus_math_parser_peek_command (PropusMathParser *self)
{
  PropusMathCommand command = { self->p, NULL, 0 };

  if (*self->p != '\\')
    return command;

  command.name = self->p + 1;
  while (g_ascii_isalpha (command.name[command.length]))
    command.length++;
  if (command.length == 0 && *command.name != '\0')
    command.length = (gsize) (g_utf8_next_char (command.name) - command.name);

  return command;
}

gboolean
propus_math_parser_is_command (const PropusMathCommand *command,
                               const char              *name)
{
  return command->length == strlen (name) && memcmp (command->name, name, command->length) == 0;
}

gboolean
propus_math_parser_is_any_command (const PropusMathCommand *command,
                                   const char * const      *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (propus_math_parser_is_command (command, names[i]))
      return TRUE;

  return FALSE;
}

void
propus_math_parser_skip_command (PropusMathParser        *self,
                                 const PropusMathCommand *command)
{
  self->p = command->length > 0 ? command->name + command->length : self->p + 1;
}

gboolean
propus_math_parser_take_star (PropusMathParser *self)
{
  if (*self->p != '*')
    return FALSE;

  self->p++;

  return TRUE;
}

PropusMathNode *
propus_math_parser_take (PropusMathParser *self,
                         PropusMathNode   *node)
{
  self->n_nodes++;

  return node;
}

PropusMathNode *
propus_math_parser_new_raw (PropusMathParser *self,
                            const char       *start,
                            const char       *end)
{
  return propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_RAW, start, end - start));
}

PropusMathNode *
propus_math_parser_take_rest (PropusMathParser *self)
{
  const char *start = self->p;

  self->p += strlen (self->p);

  return propus_math_parser_new_raw (self, start, self->p);
}

/* The text of a group, without its braces; the point is behind it. What is not closed goes to the end. */
char *
propus_math_parser_take_verbatim (PropusMathParser *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint depth = 0;

  propus_math_parser_skip_space (self);
  if (*self->p != '{')
    {
      const char *start = self->p;

      if (*start != '\0')
        self->p = g_utf8_next_char (start);
      return g_strndup (start, (gsize) (self->p - start));
    }

  for (self->p++; *self->p != '\0'; self->p++)
    {
      if (*self->p == '\\' && self->p[1] != '\0' && strchr ("{}$%&#_ ", self->p[1]) != NULL)
        {
          g_string_append_c (text, *++self->p);
          continue;
        }
      if (*self->p == '$' || (*self->p == '{' && depth++ == 0))
        continue;
      if (*self->p == '}' && depth-- == 0)
        break;
      if (*self->p == '}' && depth == 0)
        continue;
      g_string_append_c (text, *self->p == '~' || *self->p == '\n' ? ' ' : *self->p);
    }
  if (*self->p == '}')
    self->p++;

  return g_string_free (g_steal_pointer (&text), FALSE);
}
