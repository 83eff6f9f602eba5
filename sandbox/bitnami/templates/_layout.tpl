{{/* These values where kube-prometheus-stack has them. Images are the sandbox's own: of
     Bitnami's only Alertmanager's version is taken, for the sandbox's operator must be
     told it, which the real chart never does. */}}
{{- define "bitnami.layout" -}}
{{- $ksm := index .Values "kube-state-metrics" -}}
fullnameOverride: {{ .Values.fullnameOverride | quote }}
global: {imagePullSecrets: {{ toJson .Values.global.imagePullSecrets }}}
alertmanager:
  alertmanagerSpec:
    # As it is: with no selector the operator passes the configuration on unread.
    alertmanagerConfigSelector: null
    alertmanagerConfigNamespaceSelector: null
    image: {tag: v{{ regexFind "^[0-9]+[.][0-9]+[.][0-9]+" (.Values.alertmanager.image.tag | trimPrefix "v") }}}
    {{- include "bitnami.instance" .Values.alertmanager | nindent 4 }}
    storage: {{- include "bitnami.storage" .Values.alertmanager.persistence | nindent 6 }}
  podDisruptionBudget: {{- include "bitnami.budget" .Values.alertmanager.pdb | nindent 4 }}
prometheus:
  service: {{- toYaml .Values.prometheus.service | nindent 4 }}
  prometheusSpec:
    {{- include "bitnami.instance" .Values.prometheus | nindent 4 }}
    {{- pick .Values.prometheus "retentionSize" "scrapeInterval" "evaluationInterval" "externalLabels" "remoteWrite"
        "podMonitorSelector" "serviceMonitorSelector" "ruleSelector" | toYaml | nindent 4 }}
    # All in every namespace, as Bitnami's defaults are.
    {{- range list "serviceMonitor" "podMonitor" "probe" "rule" "scrapeConfig" }}
    {{ . }}SelectorNilUsesHelmValues: false
    {{- end }}
    storageSpec: {{- include "bitnami.storage" .Values.prometheus.persistence | nindent 6 }}
  podDisruptionBudget: {{- include "bitnami.budget" .Values.prometheus.pdb | nindent 4 }}
kubeStateMetrics: {{ toJson (index .Values.exporters "kube-state-metrics") }}
kube-state-metrics:
  metricLabelsAllowlist: [{{ index $ksm.extraArgs "metric-labels-allowlist" | quote }}]
kubeEtcd: {enabled: false}
{{- range list "kubeApiServer" "kubelet" "kubeControllerManager" "kubeScheduler" "kubeProxy" "coreDns" }}
{{ . }}: {enabled: {{ (get $.Values .).enabled }}}
{{- end }}
{{- end }}

{{/* What Prometheus and Alertmanager have alike. */}}
{{- define "bitnami.instance" -}}
replicas: {{ .replicaCount }}
{{ pick . "retention" "resources" "secrets" "affinity" "externalUrl" | toYaml }}
{{- end }}

{{- define "bitnami.budget" -}}
enabled: {{ .create }}
minAvailable: {{ .minAvailable }}
{{- end }}

{{/* The claim of each replica's volume; "{}" is none. */}}
{{- define "bitnami.storage" -}}
{{- if .enabled -}}
volumeClaimTemplate:
  spec:
    accessModes: {{ toJson .accessModes }}
    {{- with .storageClass }}
    storageClassName: {{ . }}
    {{- end }}
    resources: {requests: {storage: {{ .size }}}}
{{- else -}}
{}
{{- end -}}
{{- end }}
