{{/* The name that every object starts with: at most 26 characters, as in the real chart. */}}
{{- define "stack.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $derived := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $derived | trunc 26 | trimSuffix "-" -}}
{{- end }}

{{/* kube-state-metrics is a chart of its own in the real one, so it follows the release. */}}
{{- define "stack.ksm" -}}
{{- $derived := ternary .Release.Name (printf "%s-kube-state-metrics" .Release.Name) (contains "kube-state-metrics" .Release.Name) -}}
{{- (index .Values "kube-state-metrics").fullnameOverride | default $derived | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* Labels of an object. Call with (list $ "prometheus"); "" is no component. */}}
{{- define "stack.labels" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
app: {{ $root.Chart.Name }}{{ with $component }}-{{ . }}{{ end }}
release: {{ $root.Release.Name | quote }}
chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
heritage: {{ $root.Release.Service }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/version: {{ $root.Chart.Version | quote }}
app.kubernetes.io/part-of: {{ $root.Chart.Name }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{- end }}

{{- define "stack.ksmSelector" -}}
app.kubernetes.io/name: kube-state-metrics
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "stack.ksmLabels" -}}
{{ include "stack.ksmSelector" . }}
app.kubernetes.io/component: metrics
app.kubernetes.io/part-of: kube-state-metrics
app.kubernetes.io/managed-by: {{ .Release.Service }}
release: {{ .Release.Name }}
{{- end }}

{{/* An image reference. Call with (list $ .image); a tag left out is the operator's. */}}
{{- define "stack.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- $root.Values.global.imageRegistry | default $image.registry }}/{{ $image.repository }}:{{ $image.tag | default $root.Chart.AppVersion }}
{{- with $image.sha }}@sha256:{{ trimPrefix "sha256:" . }}{{ end }}
{{- end }}

{{/* Pull secrets, named by string or by {name}. */}}
{{- define "stack.pullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ ternary . (get (ternary dict . (kindIs "string" .)) "name") (kindIs "string" .) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Fields handed to a custom resource as they are, empty ones left out. */}}
{{- define "stack.fields" -}}
{{- $spec := index . 0 -}}
{{- range $field := rest . }}
{{- with get $spec $field }}
{{ dict $field . | toYaml }}
{{- end }}
{{- end }}
{{- end }}

{{/* Replicas on nodes of their own. Call with (list $spec $podLabels). */}}
{{- define "stack.apart" -}}
{{- $spec := index . 0 -}}
{{- $term := dict "topologyKey" $spec.podAntiAffinityTopologyKey "labelSelector" (dict "matchLabels" (index . 1)) -}}
{{- if $spec.affinity }}
affinity: {{- toYaml $spec.affinity | nindent 2 }}
{{- else if eq $spec.podAntiAffinity "hard" }}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution: {{- list $term | toYaml | nindent 6 }}
{{- else if eq $spec.podAntiAffinity "soft" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      {{- list (dict "weight" 100 "podAffinityTerm" $term) | toYaml | nindent 6 }}
{{- end }}
{{- end }}

{{/* Call with (dict "root" "component" "budget" "pods"). */}}
{{- define "stack.budget" -}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "stack.fullname" .root }}-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "stack.labels" (list .root .component) | nindent 4 }}
spec:
  minAvailable: {{ .budget.minAvailable }}
  selector:
    matchLabels: {{- toYaml .pods | nindent 6 }}
{{- end }}

{{/* What is scraped of Prometheus and Alertmanager. Call with .serviceMonitor. */}}
{{- define "stack.endpoints" -}}
{{- range $port := list "http-web" "reloader-web" }}
- port: {{ $port }}
  path: /metrics
  {{- include "stack.fields" (list $ "scheme" "tlsConfig") | nindent 2 }}
{{- end }}
{{- end }}

{{/* How a pod runs: never as root. Call with (list user group). */}}
{{- define "stack.podSecurity" -}}
fsGroup: {{ index . 1 }}
runAsGroup: {{ index . 1 }}
runAsNonRoot: true
runAsUser: {{ index . 0 }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "stack.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
readOnlyRootFilesystem: true
{{- end }}

{{/* A ServiceAccount and the ClusterRole of the same name bound to it.
     Call with (dict "root" $ "name" "labels" "rules"). */}}
{{- define "stack.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- .labels | nindent 4 }}
{{- with .rules }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ $.name }}
  labels: {{- $.labels | nindent 4 }}
rules: {{- . | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ $.name }}
  labels: {{- $.labels | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ $.name }}}
subjects:
  - {kind: ServiceAccount, name: {{ $.name }}, namespace: {{ $.root.Release.Namespace }}}
{{- end }}
{{- end }}
