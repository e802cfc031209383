package org.consentgateway.server.port;

/**
 * Resource types of which one was ever seen with the label of a note, beyond those that the pack lists. What points at one of
 * them may point at something hidden. What is asked is judged by the pack alone: no answer depends on what was seen.
 */
public interface LabelledTypes {

    /** Whether one of the type was seen labelled. May block. */
    boolean contains(String type);

    /** One of the type was seen labelled. Blocks the first time. */
    void seen(String type);
}
