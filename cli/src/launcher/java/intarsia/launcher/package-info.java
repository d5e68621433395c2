/**
 * What {@code java -jar intarsia.jar} starts. These classes are class files of Java 8 and use nothing newer, so that any
 * Java that a user has can look for the one that is needed, or say what is missing.
 */
package intarsia.launcher;
