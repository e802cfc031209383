package org.consentgateway.server.stage;

/**
 * The last byte was written. What is left is what a tap may have: no identifier of a person, no content.
 *
 * @param summary who (client, not user), what kind of request, how it ended
 */
public record Released(RequestContext ask, Summary summary) implements Stage {

    /**
     * @param requestId  request id
     * @param client     OAuth client
     * @param interaction as in the interaction table
     * @param type       resource type, empty for none
     * @param status     HTTP status
     * @param breakGlass whether break-glass was used
     */
    public record Summary(
            String requestId, String client, String interaction, String type, int status, boolean breakGlass) {}
}
