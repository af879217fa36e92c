/* propus-markdown-view.c - an answer, drawn while it streams
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-view.h"

#include "propus-announcer.h"
#include "propus-block-column.h"
#include "propus-block-size.h"
#include "propus-code-block.h"
#include "propus-cut-note.h"
#include "propus-find-marks.h"
#include "propus-limits.h"
#include "propus-markdown-stream.h"
#include "propus-math-block.h"
#include "propus-prose-tags.h"
#include "propus-prose-view.h"
#include "propus-spoken-text.h"
#include "propus-table-block.h"

#include <glib/gi18n.h>
#include <string.h>

#define SPACING 12
#define HIDDEN_UPDATE_MS 100

/* Nobody reads faster than thirty pieces a second, and each costs the layout and the drawing of all that is in sight. */
#define SHOWN_UPDATE_US 30000

/* The first widgets of an answer, and the last ones while it comes, are made at once; the others when the reader comes
 * near them. Most answers have no others. */
#define EAGER_SECTIONS 16
#define EAGER_BYTES (24u * 1024)
#define EAGER_AT_END 3

/* A run of prose is one text view, so that a selection goes through all of it; but each costs what it is when it
 * changes. */
#define MOST_PROSE_BYTES (8u * 1024)
#define BLOCK_BYTES 16

/* One widget: a run of prose, or one block of code, one table or one formula. */
typedef struct
{
  PropusBlockKind kind;
  guint           first;    /* its first block */
} Section;

struct _PropusMarkdownView
{
  GtkWidget             parent_instance;

  PropusMarkdownStream *stream;
  PropusBlockColumn    *column;      /* a block of it for each section */
  GArray               *sections;    /* of Section */
  GtkWidget            *note;        /* not all is shown */
  gsize                 taken;       /* bytes of the answer, at most PROPUS_LIMIT_SHOWN_BYTES */
  gboolean              streaming;
  gsize                 eager;       /* bytes that had a widget at once */
  gboolean              live;        /* somebody sees how it comes */
  char                **words;       /* of a find, NULL: none */
  gint64                updated;     /* frame time of the last update, in µs */
  guint                 tick_id;
  guint                 timeout_id;
};

enum
{
  COPY_NOTICE,
  N_SIGNALS
};

enum
{
  PROP_0,
  PROP_STREAMING,
  N_PROPS
};

static guint signals[N_SIGNALS];
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PropusMarkdownView, propus_markdown_view, GTK_TYPE_WIDGET)

static void
copy_notice_cb (PropusMarkdownView *self,
                const char         *sentence)
{
  g_signal_emit (self, signals[COPY_NOTICE], 0, sentence);
}

/* --- sections --- */

static Section *
get_section (PropusMarkdownView *self,
             guint               index)
{
  return &g_array_index (self->sections, Section, index);
}

static GtkTextView *
get_text_view (Section   *section,
               GtkWidget *widget)
{
  if (widget == NULL)
    return NULL;
  if (section->kind == PROPUS_BLOCK_PROSE)
    return GTK_TEXT_VIEW (widget);

  return section->kind == PROPUS_BLOCK_CODE ? propus_code_block_get_text_view (PROPUS_CODE_BLOCK (widget)) : NULL;
}

static GtkWidget *
new_widget (PropusMarkdownView *self,
            guint               index)
{
  PropusMarkdownBlock *block = propus_markdown_stream_get_block (self->stream, get_section (self, index)->first);
  PropusBlockKind kind = propus_markdown_block_get_kind (block);
  GtkWidget *widget;
  int step = propus_prose_tags_get_step ();

  if (kind == PROPUS_BLOCK_PROSE)
    return propus_prose_view_new (index > 0);

  widget = kind == PROPUS_BLOCK_CODE ? propus_code_block_new ()
         : kind == PROPUS_BLOCK_MATH ? propus_math_block_new ()
         : propus_table_block_new ();
  g_signal_connect_object (widget, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_margin_start (widget, (int) MIN (propus_markdown_block_get_depth (block), 3) * step
                                       + (int) MIN (propus_markdown_block_get_quote (block), 3) * step * 3 / 4);

  return widget;
}

static void
remove_sections (PropusMarkdownView *self,
                 guint               from)
{
  if (from >= self->sections->len)
    return;

  propus_block_column_truncate (self->column, from);
  g_array_set_size (self->sections, from);
  if (from == 0)
    self->eager = 0;
}

static PropusBlockKind
get_kind (PropusMarkdownView *self,
          guint               index)
{
  return propus_markdown_block_get_kind (propus_markdown_stream_get_block (self->stream, index));
}

static guint
find_section (PropusMarkdownView *self,
              guint               block)
{
  guint index = self->sections->len;

  while (index > 0 && get_section (self, index - 1)->first > block)
    index--;

  return index > 0 ? index - 1 : 0;
}

static gsize
count_bytes (PropusMarkdownBlock *block)
{
  gsize bytes = BLOCK_BYTES;

  for (guint i = 0; i < propus_markdown_block_get_n_lines (block); i++)
    bytes += strlen (propus_markdown_block_get_line (block, i)->text);

  return bytes;
}

/* The block after the last one of the section that begins with @first. It depends on what the blocks hold only. */
static guint
find_end (PropusMarkdownView *self,
          guint               first)
{
  guint n_blocks = propus_markdown_stream_get_n_blocks (self->stream);
  gsize bytes = 0;
  guint end = first;

  if (get_kind (self, first) != PROPUS_BLOCK_PROSE)
    return first + 1;

  for (; end < n_blocks && bytes < MOST_PROSE_BYTES && get_kind (self, end) == PROPUS_BLOCK_PROSE; end++)
    bytes += count_bytes (propus_markdown_stream_get_block (self->stream, end));

  return end;
}

/* Shows blocks in the widget of a section; those before @changed are what they were. */
static void
fill_widget (PropusMarkdownView *self,
             guint               index,
             GtkWidget          *widget,
             guint               changed,
             guint               end)
{
  Section *section = get_section (self, index);
  PropusMarkdownBlock *block = propus_markdown_stream_get_block (self->stream, section->first);
  g_autoptr(GPtrArray) run = NULL;

  changed = CLAMP (changed, section->first, end);
  if (section->kind == PROPUS_BLOCK_CODE)
    {
      propus_code_block_set_block (PROPUS_CODE_BLOCK (widget), block);
      return;
    }
  if (section->kind == PROPUS_BLOCK_TABLE)
    {
      propus_table_block_set_block (PROPUS_TABLE_BLOCK (widget), block);
      return;
    }
  if (section->kind == PROPUS_BLOCK_MATH)
    {
      propus_math_block_set_block (PROPUS_MATH_BLOCK (widget), block);
      return;
    }

  run = g_ptr_array_new ();
  for (guint i = changed; i < end; i++)
    g_ptr_array_add (run, propus_markdown_stream_get_block (self->stream, i));
  propus_prose_view_set_blocks (PROPUS_PROSE_VIEW (widget), changed - section->first,
                                (PropusMarkdownBlock **) run->pdata, run->len);
}

/* Code of the column: a section has come near the reader. */
static GtkWidget *
make_cb (guint    index,
         gpointer user_data)
{
  return new_widget (user_data, index);
}

static void
fill_cb (guint      index,
         GtkWidget *widget,
         gpointer   user_data)
{
  PropusMarkdownView *self = user_data;
  Section *section = get_section (self, index);
  GtkTextView *view = get_text_view (section, widget);

  fill_widget (self, index, widget, section->first, find_end (self, section->first));
  if (view != NULL && self->words != NULL)
    propus_find_marks_set (view, (const char * const *) self->words);
}

/* Code of the column: a section that was never laid out at this width. */
static int
guess_cb (guint    index,
          int      width,
          gpointer user_data)
{
  PropusMarkdownView *self = user_data;
  Section *section = get_section (self, index);

  return propus_block_size_guess (self->stream, section->first, find_end (self, section->first), width);
}

/* What a widget for the section that begins with @first has to show. */
static gsize
count_section (PropusMarkdownView *self,
               guint               first)
{
  guint end = find_end (self, first);
  gsize bytes = 0;

  for (guint i = first; i < end; i++)
    {
      PropusMarkdownBlock *block = propus_markdown_stream_get_block (self->stream, i);

      if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_PROSE)
        bytes += count_bytes (block);
      else if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_CODE)
        bytes += propus_markdown_block_get_code_length (block);
      else if (propus_markdown_block_get_kind (block) == PROPUS_BLOCK_TABLE)
        bytes += (gsize) propus_markdown_block_get_n_rows (block) * propus_markdown_block_get_n_columns (block) * BLOCK_BYTES;
    }

  return bytes;
}

static void
add_section (PropusMarkdownView *self,
             guint               first)
{
  Section section = { get_kind (self, first), first };
  guint index = self->sections->len;
  gboolean eager;

  g_array_append_val (self->sections, section);
  eager = index < EAGER_SECTIONS && self->eager < EAGER_BYTES;
  if (eager)
    self->eager += count_section (self, first);
  propus_block_column_append (self->column, eager ? new_widget (self, index) : NULL);
}

/* Brings section @index up to date; returns where the next one begins. */
static guint
update_section (PropusMarkdownView *self,
                guint               index,
                guint               changed)
{
  guint end = find_end (self, get_section (self, index)->first);
  GtkWidget *widget = propus_block_column_get_widget (self->column, index);

  if (widget != NULL)
    fill_widget (self, index, widget, changed, end);
  else
    propus_block_column_forget_size (self->column, index);

  return end;
}

/* TRUE: the focus is in a section from @from on. */
static gboolean
has_focus_from (PropusMarkdownView *self,
                guint               from)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = from; focus != NULL && i < self->sections->len; i++)
    {
      GtkWidget *widget = propus_block_column_get_widget (self->column, i);

      if (widget != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget)))
        return TRUE;
    }

  return FALSE;
}

static void
update_now (PropusMarkdownView *self)
{
  guint n_blocks;
  guint changed = 0;
  guint index;
  guint first;
  gboolean had_focus;

  propus_markdown_stream_update (self->stream, &changed);
  n_blocks = propus_markdown_stream_get_n_blocks (self->stream);
  index = find_section (self, changed);
  first = index < self->sections->len ? get_section (self, index)->first : 0;
  had_focus = has_focus_from (self, index);

  while (first < n_blocks)
    {
      if (index < self->sections->len
          && (get_section (self, index)->kind != get_kind (self, first) || get_section (self, index)->first != first))
        remove_sections (self, index);
      if (index == self->sections->len)
        {
          add_section (self, first);
          changed = MIN (changed, first);
        }
      first = update_section (self, index, changed);
      index++;
    }
  remove_sections (self, index);
  for (guint i = 0; self->live && i < MIN (index, EAGER_AT_END); i++)
    propus_block_column_need_widget (self->column, index - 1 - i);

  /* What became a table was a paragraph a moment ago. */
  if (had_focus && index > 0 && !has_focus_from (self, 0))
    gtk_widget_child_focus (propus_block_column_need_widget (self->column, index - 1), GTK_DIR_TAB_FORWARD);
}

/* --- when --- */

static void
unschedule (PropusMarkdownView *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - self->updated < SHOWN_UPDATE_US)
    return G_SOURCE_CONTINUE;

  self->updated = now;
  self->tick_id = 0;
  self->live = TRUE;
  update_now (self);

  return G_SOURCE_REMOVE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  PropusMarkdownView *self = user_data;

  self->timeout_id = 0;
  update_now (self);

  return G_SOURCE_REMOVE;
}

/* With a frame; without frames, as in a window that is not shown, now and then. */
static void
schedule (PropusMarkdownView *self)
{
  if (self->tick_id != 0 || self->timeout_id != 0)
    return;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  else
    self->timeout_id = g_timeout_add (HIDDEN_UPDATE_MS, timeout_cb, self);
}

static void
propus_markdown_view_map (GtkWidget *widget)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (widget);
  gboolean waiting = self->timeout_id != 0;

  if (waiting)
    {
      unschedule (self);
      update_now (self);
    }
  GTK_WIDGET_CLASS (propus_markdown_view_parent_class)->map (widget);
}

static void
propus_markdown_view_unmap (GtkWidget *widget)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (widget);
  gboolean waiting = self->tick_id != 0;

  unschedule (self);
  GTK_WIDGET_CLASS (propus_markdown_view_parent_class)->unmap (widget);
  if (waiting)
    schedule (self);
}

static void
set_streaming (PropusMarkdownView *self,
               gboolean            streaming)
{
  if (self->streaming == streaming)
    return;

  self->streaming = streaming;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STREAMING]);
}

/* --- the interface --- */

/* How much of @text is shown: whole characters. */
static gsize
cut_length (PropusMarkdownView *self,
            const char         *text,
            gsize               length)
{
  gsize room = PROPUS_LIMIT_SHOWN_BYTES - self->taken;

  if (gtk_widget_get_visible (self->note))
    return 0;
  if (length <= room)
    return length;

  gtk_widget_set_visible (self->note, TRUE);
  while (room > 0 && ((guchar) text[room] & 0xc0) == 0x80)
    room--;

  return room;
}

/**
 * propus_markdown_view_append:
 * @self: a view that has not finished
 * @text: Markdown; may end in the middle of a character
 * @length: its length in bytes
 *
 * Takes what has come of an answer. It is shown with one of the next frames, however many pieces come until then.
 */
void
propus_markdown_view_append (PropusMarkdownView *self,
                             const char         *text,
                             gsize               length)
{
  g_return_if_fail (PROPUS_IS_MARKDOWN_VIEW (self));
  g_return_if_fail (text != NULL || length == 0);

  if (length == 0)
    return;

  set_streaming (self, TRUE);
  length = cut_length (self, text, length);
  if (length == 0)
    return;

  self->taken += length;
  propus_markdown_stream_append (self->stream, text, length);
  schedule (self);
}

/* Piece by piece nobody could follow it (propus-quiet-text.c); complete, it is one object with all of its words. */
static void
speak (PropusMarkdownView *self)
{
  g_autofree char *text = propus_spoken_text_dup (self->stream);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  if (self->live && gtk_widget_get_mapped (GTK_WIDGET (self)))
    propus_announcer_say (GTK_WIDGET (self), text);
  self->live = FALSE;
}

/**
 * propus_markdown_view_finish:
 * @self: a view
 *
 * Says that the answer is complete or broken off, and shows all of it at once.
 */
void
propus_markdown_view_finish (PropusMarkdownView *self)
{
  g_return_if_fail (PROPUS_IS_MARKDOWN_VIEW (self));

  unschedule (self);
  propus_markdown_stream_finish (self->stream);
  update_now (self);
  set_streaming (self, FALSE);
  speak (self);
}

/**
 * propus_markdown_view_show_marked:
 * @self: a view
 * @text: from propus_markdown_marks_insert()
 *
 * Shows a complete text with numbers of sources in the place of what is there.
 */
void
propus_markdown_view_show_marked (PropusMarkdownView *self,
                                  const char         *text)
{
  g_return_if_fail (PROPUS_IS_MARKDOWN_VIEW (self));
  g_return_if_fail (text != NULL);

  propus_markdown_view_clear (self);
  propus_markdown_stream_set_marked (self->stream);
  propus_markdown_view_append (self, text, strlen (text));
  propus_markdown_view_finish (self);
}

/**
 * propus_markdown_view_clear:
 * @self: a view
 *
 * Makes the view as it was new.
 */
void
propus_markdown_view_clear (PropusMarkdownView *self)
{
  g_return_if_fail (PROPUS_IS_MARKDOWN_VIEW (self));

  unschedule (self);
  remove_sections (self, 0);
  gtk_widget_set_visible (self->note, FALSE);
  self->taken = 0;
  g_object_unref (self->stream);
  self->stream = propus_markdown_stream_new ();
  self->live = FALSE;
  set_streaming (self, FALSE);
}

/**
 * propus_markdown_view_get_streaming:
 * @self: a view
 *
 * Returns: whether more may come
 */
gboolean
propus_markdown_view_get_streaming (PropusMarkdownView *self)
{
  g_return_val_if_fail (PROPUS_IS_MARKDOWN_VIEW (self), FALSE);

  return self->streaming;
}

/**
 * propus_markdown_view_get_source:
 * @self: a view
 *
 * Returns: (transfer none): all of the Markdown so far, without control characters; until the next append
 */
const char *
propus_markdown_view_get_source (PropusMarkdownView *self)
{
  g_return_val_if_fail (PROPUS_IS_MARKDOWN_VIEW (self), NULL);

  return propus_markdown_stream_get_source (self->stream);
}

/* --- finding --- */

/* What a section without a widget would show. */
static char *
dup_section_text (PropusMarkdownView *self,
                  Section            *section)
{
  guint end = find_end (self, section->first);
  GString *text = g_string_new (NULL);

  for (guint i = section->first; i < end; i++)
    {
      PropusMarkdownBlock *block = propus_markdown_stream_get_block (self->stream, i);

      if (section->kind == PROPUS_BLOCK_CODE)
        g_string_append (text, propus_markdown_block_get_code (block));
      for (guint j = 0; section->kind == PROPUS_BLOCK_PROSE && j < propus_markdown_block_get_n_lines (block); j++)
        g_string_append_printf (text, "%s\n", propus_markdown_block_get_line (block, j)->text);
    }

  return g_string_free (text, FALSE);
}

static guint
mark_section (PropusMarkdownView *self,
              guint               index)
{
  const char * const *words = (const char * const *) self->words;
  GtkWidget *widget = propus_block_column_get_widget (self->column, index);
  GtkTextView *view = get_text_view (get_section (self, index), widget);
  g_autofree char *text = NULL;

  if (view != NULL)
    return propus_find_marks_set (view, words);
  if (widget != NULL || words == NULL)
    return 0;

  text = dup_section_text (self, get_section (self, index));

  return propus_find_marks_count (text, words);
}

/**
 * propus_markdown_view_set_find:
 * @self: a view of a complete answer
 * @words: (nullable): what is looked for; %NULL: nothing any more
 *
 * Returns: in how many places it is
 */
guint
propus_markdown_view_set_find (PropusMarkdownView *self,
                               const char * const *words)
{
  guint n = 0;

  g_return_val_if_fail (PROPUS_IS_MARKDOWN_VIEW (self), 0);

  if (words == NULL && self->words == NULL)
    return 0;

  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  for (guint i = 0; i < self->sections->len; i++)
    n += mark_section (self, i);

  return n;
}

/* A widget that was made just now has no place yet: that of its section has to do until the next frame. */
static gboolean
choose_in_section (PropusMarkdownView *self,
                   guint               section,
                   guint               index,
                   GtkWidget          *relative,
                   graphene_rect_t    *bounds)
{
  gboolean fresh = propus_block_column_get_widget (self->column, section) == NULL;
  GtkWidget *widget = propus_block_column_need_widget (self->column, section);
  GtkTextView *view = get_text_view (get_section (self, section), widget);

  if (!propus_find_marks_choose (view, (const char * const *) self->words, index, relative, bounds) && !fresh)
    return FALSE;

  return !fresh || propus_block_column_get_bounds (self->column, section, relative, bounds);
}

/**
 * propus_markdown_view_count_finds:
 * @self: a view
 *
 * Returns: in how many places is what was set to be looked for
 */
guint
propus_markdown_view_count_finds (PropusMarkdownView *self)
{
  guint n = 0;

  g_return_val_if_fail (PROPUS_IS_MARKDOWN_VIEW (self), 0);

  for (guint i = 0; self->words != NULL && i < self->sections->len; i++)
    n += mark_section (self, i);

  return n;
}

/**
 * propus_markdown_view_choose_find:
 * @self: a view with a find
 * @index: which place, in reading order
 * @relative: (transfer none): an ancestor
 * @bounds: (out): where it is in @relative
 *
 * Returns: whether there is such a place
 */
gboolean
propus_markdown_view_choose_find (PropusMarkdownView *self,
                                  guint               index,
                                  GtkWidget          *relative,
                                  graphene_rect_t    *bounds)
{
  gboolean found = FALSE;

  g_return_val_if_fail (PROPUS_IS_MARKDOWN_VIEW (self), FALSE);

  for (guint i = 0; self->words != NULL && i < self->sections->len; i++)
    {
      guint n = mark_section (self, i);

      if (!found && index < n)
        found = choose_in_section (self, i, index, relative, bounds);
      index = found || index < n ? PROPUS_FIND_NONE : index - n;
    }

  return found;
}

/* --- the object --- */

static void
propus_markdown_view_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (object);

  switch (property_id)
    {
    case PROP_STREAMING:
      g_value_set_boolean (value, self->streaming);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
propus_markdown_view_dispose (GObject *object)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (object);

  unschedule (self);
  if (self->column != NULL)
    {
      remove_sections (self, 0);
      gtk_widget_unparent (GTK_WIDGET (self->column));
      self->column = NULL;
      g_clear_pointer (&self->note, gtk_widget_unparent);
    }

  G_OBJECT_CLASS (propus_markdown_view_parent_class)->dispose (object);
}

static void
propus_markdown_view_finalize (GObject *object)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (object);

  g_strfreev (self->words);
  g_object_unref (self->stream);
  g_array_unref (self->sections);

  G_OBJECT_CLASS (propus_markdown_view_parent_class)->finalize (object);
}

static void
propus_markdown_view_class_init (PropusMarkdownViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = propus_markdown_view_get_property;
  object_class->dispose = propus_markdown_view_dispose;
  object_class->finalize = propus_markdown_view_finalize;
  widget_class->map = propus_markdown_view_map;
  widget_class->unmap = propus_markdown_view_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "markdown");

  /**
   * PropusMarkdownView:streaming:
   *
   * Whether more may come: from the first append until finish.
   */
  properties[PROP_STREAMING] = g_param_spec_boolean ("streaming", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * PropusMarkdownView::copy-notice:
   * @self: the view
   * @sentence: what was copied, to be shown in a toast
   */
  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
show_raw_cb (PropusMarkdownView *self)
{
  /* The view does not keep all of it; what it stands in does: an answer or thoughts. */
  gtk_widget_activate_action (GTK_WIDGET (self), "answer.show-raw", NULL);
}

static void
propus_markdown_view_init (PropusMarkdownView *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  GtkWidget *button;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, SPACING);
  self->stream = propus_markdown_stream_new ();
  self->sections = g_array_new (FALSE, FALSE, sizeof (Section));
  self->column = PROPUS_BLOCK_COLUMN (propus_block_column_new (SPACING, make_cb, fill_cb, guess_cb, self));
  gtk_widget_set_parent (GTK_WIDGET (self->column), GTK_WIDGET (self));
  self->note = propus_cut_note_new (_("This answer is too long to be shown whole."), &button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (show_raw_cb), self);
  gtk_widget_set_parent (self->note, GTK_WIDGET (self));
}

/**
 * propus_markdown_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
propus_markdown_view_new (void)
{
  return g_object_new (PROPUS_TYPE_MARKDOWN_VIEW, NULL);
}
