/** What is checked before a launch and how sizes are computed without allocating; shared by the devices of this module. */
package intarsia.runtime.launch;
