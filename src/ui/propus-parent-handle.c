/* propus-parent-handle.c - a window's name for another process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-parent-handle.h"

#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif
#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

#ifdef GDK_WINDOWING_WAYLAND
static void
exported_cb (GdkToplevel *toplevel,
             const char  *handle,
             gpointer     user_data)
{
  g_autoptr (GTask) task = user_data;

  g_assert (G_IS_TASK (task));
  g_task_return_pointer (task, g_strconcat ("wayland:", handle, NULL), g_free);
}
#endif

/**
 * propus_parent_handle_export_async:
 * @window: a window on the screen
 * @callback: called with the handle
 * @user_data: for @callback
 *
 * Asks the display for a name of @window that a window of another process can name as its parent, in the form that
 * desktop portals use ("x11:…", "wayland:…").
 */
void
propus_parent_handle_export_async (GtkWindow           *window,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  GdkSurface *surface;

  g_return_if_fail (GTK_IS_WINDOW (window));

  task = g_task_new (window, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_parent_handle_export_async);
  surface = gtk_native_get_surface (GTK_NATIVE (window));

#ifdef GDK_WINDOWING_X11
  if (surface != NULL && GDK_IS_X11_SURFACE (surface))
    {
      g_task_return_pointer (task, g_strdup_printf ("x11:%lx", gdk_x11_surface_get_xid (surface)), g_free);
      return;
    }
#endif
#ifdef GDK_WINDOWING_WAYLAND
  if (surface != NULL && GDK_IS_WAYLAND_TOPLEVEL (surface))
    {
      if (gdk_wayland_toplevel_export_handle (GDK_TOPLEVEL (surface), exported_cb, g_object_ref (task), NULL))
        return;
      g_object_unref (task);   /* it was not taken */
    }
#endif
  g_task_return_pointer (task, NULL, NULL);
}

/**
 * propus_parent_handle_export_finish:
 * @window: the window
 * @result: of the call
 *
 * Returns: (transfer full) (nullable): the handle; %NULL where the display knows none
 */
char *
propus_parent_handle_export_finish (GtkWindow    *window,
                                    GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, window), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * propus_parent_handle_unexport:
 * @window: a window that was exported
 *
 * Takes the name back.
 */
void
propus_parent_handle_unexport (GtkWindow *window)
{
  GdkSurface *surface;

  g_return_if_fail (GTK_IS_WINDOW (window));

  surface = gtk_native_get_surface (GTK_NATIVE (window));
#ifdef GDK_WINDOWING_WAYLAND
  if (surface != NULL && GDK_IS_WAYLAND_TOPLEVEL (surface))
    gdk_wayland_toplevel_unexport_handle (GDK_TOPLEVEL (surface));
#endif
}
