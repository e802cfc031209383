package org.consentgateway.server.authorize;

import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.DisclosedAttachments;

/**
 * How it is known whose an attachment is.
 *
 * @param seals     seals the owners of attachments into their links
 * @param holders   who holds a link to which Binary
 * @param creators  who made a Binary that nothing links yet
 * @param disclosed contents of notes that readers were given
 * @param locations whether the EHR finds documents by attachment
 */
public record AttachmentEvidence(
        AttachmentSeals seals,
        AttachmentHolders holders,
        BinaryCreators creators,
        DisclosedAttachments disclosed,
        AttachmentLocationSearch locations) {}
