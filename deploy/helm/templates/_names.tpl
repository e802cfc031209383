{{- define "gateway.selector" -}}
app.kubernetes.io/name: consent-gateway
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "gateway.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ required "set image.digest (or, less strictly, image.tag)" .Values.image.tag }}
{{- end -}}
{{- end }}

{{- define "gateway.refuseWhatCannotWork" -}}
{{- if and (gt (int .Values.replicas) 1) (not (hasPrefix "jdbc:postgresql:" (index .Values.config "database.url" | default "" | toString))) -}}
{{- fail "several gateways share one database: set config.database.url to a PostgreSQL" -}}
{{- end -}}
{{- if and (gt (int .Values.replicas) 1) (not .Values.sharedKeys.claim) -}}
{{- fail "several gateways share their keys: set sharedKeys.claim to a claim that all pods can write" -}}
{{- end -}}
{{- if and .Values.issuers (index .Values.config "issuer.url") -}}
{{- fail "set either issuers or config.issuer.url" -}}
{{- end -}}
{{- if not (or .Values.issuers (index .Values.config "issuer.url")) -}}
{{- fail "set issuers, or config.issuer.url and config.audience" -}}
{{- end -}}
{{- end }}
