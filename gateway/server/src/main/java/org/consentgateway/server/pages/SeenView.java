package org.consentgateway.server.pages;

/**
 * That somebody saw something of a patient.
 *
 * @param day  in the time zone of the site
 * @param who  their name
 * @param what the text of that name in {@link PageMessages}
 * @param why  the text of that name in {@link PageMessages}
 */
public record SeenView(String day, String who, String what, String why) {}
