/** Files that can be made again, in a folder of the user's: shared by processes, bounded, never trusted. */
package intarsia.runtime.store;
