/* propus-markdown-view.c - an answer, drawn while it streams
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-view.h"

#include "propus-announcer.h"
#include "propus-code-block.h"
#include "propus-find-marks.h"
#include "propus-markdown-stream.h"
#include "propus-prose-tags.h"
#include "propus-prose-view.h"
#include "propus-spoken-text.h"
#include "propus-table-block.h"

#define SPACING 12
#define HIDDEN_UPDATE_MS 100

/* Sections are children of groups: in a frame GTK looks at each child of what has changed, and a long answer has
 * hundreds of sections. */
#define GROUP_SIZE 16

/* One widget: a run of prose, or one block of code or one table. */
typedef struct
{
  PropusBlockKind  kind;
  GtkWidget       *widget;   /* child of a group */
  guint            first;    /* its first block */
} Section;

struct _PropusMarkdownView
{
  GtkWidget             parent_instance;

  PropusMarkdownStream *stream;
  GArray               *sections;    /* of Section */
  GPtrArray            *groups;      /* of GtkBox, children of the view */
  gboolean              streaming;
  gboolean              live;        /* somebody sees how it comes */
  char                **words;       /* of a find, NULL: none */
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

static GtkWidget *
make_widget (PropusMarkdownView  *self,
             PropusMarkdownBlock *block)
{
  PropusBlockKind kind = propus_markdown_block_get_kind (block);
  GtkWidget *widget;
  int step = propus_prose_tags_get_step ();

  if (kind == PROPUS_BLOCK_PROSE)
    return propus_prose_view_new (self->sections->len > 0);

  widget = kind == PROPUS_BLOCK_CODE ? propus_code_block_new () : propus_table_block_new ();
  g_signal_connect_object (widget, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_margin_start (widget, (int) MIN (propus_markdown_block_get_depth (block), 3) * step
                                       + (int) MIN (propus_markdown_block_get_quote (block), 3) * step * 3 / 4);

  return widget;
}

static void
remove_sections (PropusMarkdownView *self,
                 guint               from)
{
  guint n_groups = (from + GROUP_SIZE - 1) / GROUP_SIZE;

  for (guint i = from; i < self->sections->len; i++)
    gtk_box_remove (self->groups->pdata[i / GROUP_SIZE], g_array_index (self->sections, Section, i).widget);
  g_array_set_size (self->sections, from);
  if (n_groups < self->groups->len)
    g_ptr_array_set_size (self->groups, (int) n_groups);
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

  while (index > 0 && g_array_index (self->sections, Section, index - 1).first > block)
    index--;

  return index > 0 ? index - 1 : 0;
}

/* Shows a run of blocks in section @index; the first of them that may differ is @changed. Returns the end of the run. */
static guint
fill_section (PropusMarkdownView *self,
              guint               index,
              guint               first,
              guint               changed)
{
  PropusMarkdownBlock *block = propus_markdown_stream_get_block (self->stream, first);
  Section *section = &g_array_index (self->sections, Section, index);
  g_autoptr(GPtrArray) run = NULL;
  guint end = MAX (first, changed);

  if (section->kind == PROPUS_BLOCK_CODE)
    {
      propus_code_block_set_block (PROPUS_CODE_BLOCK (section->widget), block);
      return first + 1;
    }
  if (section->kind == PROPUS_BLOCK_TABLE)
    {
      propus_table_block_set_block (PROPUS_TABLE_BLOCK (section->widget), block);
      return first + 1;
    }

  run = g_ptr_array_new ();
  for (; end < propus_markdown_stream_get_n_blocks (self->stream) && get_kind (self, end) == PROPUS_BLOCK_PROSE; end++)
    g_ptr_array_add (run, propus_markdown_stream_get_block (self->stream, end));
  propus_prose_view_set_blocks (PROPUS_PROSE_VIEW (section->widget), MAX (first, changed) - first,
                                (PropusMarkdownBlock **) run->pdata, run->len);

  return end;
}

static void
add_section (PropusMarkdownView *self,
             guint               first)
{
  PropusMarkdownBlock *block = propus_markdown_stream_get_block (self->stream, first);
  Section section = { propus_markdown_block_get_kind (block), make_widget (self, block), first };

  if (self->sections->len % GROUP_SIZE == 0)
    {
      GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);

      gtk_widget_set_parent (group, GTK_WIDGET (self));
      g_ptr_array_add (self->groups, group);
    }
  gtk_box_append (self->groups->pdata[self->groups->len - 1], section.widget);
  g_array_append_val (self->sections, section);
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
      GtkWidget *widget = g_array_index (self->sections, Section, i).widget;

      if (focus == widget || gtk_widget_is_ancestor (focus, widget))
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
  first = index < self->sections->len ? g_array_index (self->sections, Section, index).first : 0;
  had_focus = has_focus_from (self, index);

  while (first < n_blocks)
    {
      if (index < self->sections->len
          && (g_array_index (self->sections, Section, index).kind != get_kind (self, first)
              || g_array_index (self->sections, Section, index).first != first))
        remove_sections (self, index);
      if (index == self->sections->len)
        {
          add_section (self, first);
          changed = MIN (changed, first);
        }
      first = fill_section (self, index, first, changed);
      index++;
    }
  remove_sections (self, index);

  /* What became a table was a paragraph a moment ago. */
  if (had_focus && self->sections->len > 0 && !has_focus_from (self, 0))
    gtk_widget_child_focus (g_array_index (self->sections, Section, self->sections->len - 1).widget, GTK_DIR_TAB_FORWARD);
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

/* Once a frame; without frames, as in a window that is not shown, now and then. */
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

/**
 * propus_markdown_view_append:
 * @self: a view that has not finished
 * @text: Markdown; may end in the middle of a character
 * @length: its length in bytes
 *
 * Takes what has come of an answer. It is shown with the next frame, however many pieces come until then.
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

static GtkTextView *
get_text_view (Section *section)
{
  if (section->kind == PROPUS_BLOCK_PROSE)
    return GTK_TEXT_VIEW (section->widget);

  return section->kind == PROPUS_BLOCK_CODE ? propus_code_block_get_text_view (PROPUS_CODE_BLOCK (section->widget)) : NULL;
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
    {
      GtkTextView *view = get_text_view (&g_array_index (self->sections, Section, i));

      if (view != NULL)
        n += propus_find_marks_set (view, words);
    }

  return n;
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
    {
      GtkTextView *view = get_text_view (&g_array_index (self->sections, Section, i));

      if (view != NULL)
        n += propus_find_marks_set (view, (const char * const *) self->words);
    }

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
      GtkTextView *view = get_text_view (&g_array_index (self->sections, Section, i));
      guint n = view != NULL ? propus_find_marks_set (view, (const char * const *) self->words) : 0;

      if (n == 0)
        continue;
      if (!found && index < n)
        found = propus_find_marks_choose (view, (const char * const *) self->words, index, relative, bounds);
      index = index < n ? PROPUS_FIND_NONE : index - n;
      if (found)
        index = PROPUS_FIND_NONE;
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
  remove_sections (self, 0);

  G_OBJECT_CLASS (propus_markdown_view_parent_class)->dispose (object);
}

static void
propus_markdown_view_finalize (GObject *object)
{
  PropusMarkdownView *self = PROPUS_MARKDOWN_VIEW (object);

  g_strfreev (self->words);
  g_object_unref (self->stream);
  g_array_unref (self->sections);
  g_ptr_array_unref (self->groups);

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
propus_markdown_view_init (PropusMarkdownView *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, SPACING);
  self->stream = propus_markdown_stream_new ();
  self->sections = g_array_new (FALSE, FALSE, sizeof (Section));
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_unparent);
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
