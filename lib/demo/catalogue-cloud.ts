/** As in the core catalogue, with the policy's actions as an eighth column. */
export const CLOUD_ENTITLEMENTS = `
cld:prod-readonly      | policy | s | =     | Look at production | Shows production resources, not their data. | | compute:Describe* storage:List* logs:Get*
cld:prod-operator      | policy | p | =     | Operate production | Restarts and resizes production machines. | | compute:Start* compute:Stop* compute:Resize*
cld:prod-admin         | policy | p | rohan | Administer production | Every action on every resource of the production account. | | *
cld:dev-poweruser      | policy | s | =     | Build in the development account | Every action in the development account except users and billing. | | compute:* storage:* queue:*
cld:data-lake-rw       | policy | s | Data and analytics | Write to the data lake | Reads and writes objects in the data lake. | | storage:GetObject storage:PutObject
cld:telemetry-ingest   | policy | s | -     | | | | queue:Send storage:PutObject
cld:iam-manage         | policy | p | mateus| Manage cloud users | Creates users, roles and policies, also for oneself. | | iam:*
cld:billing-view       | policy | s | Financial control | See cloud costs | Shows invoices and cost reports. | | billing:Get*
cld:network-admin      | policy | p | IT operations | Administer networks | Changes routes, firewalls and VPN gateways. | | network:*
cld:kms-admin          | policy | p | Information security | Administer encryption keys | Creates, disables and schedules deletion of encryption keys. | | kms:*
cld:backup-restore     | policy | p | IT operations | Restore backups | Restores a backup over a running database. | | backup:StartRestoreJob backup:List*
cld:log-read           | policy | s | Information security | Read logs | Reads audit and application logs. | | logs:Get* logs:Query
cld:breakglass-root    | role   | p | -     | | | | *
cld:XR-77-legacy       | policy | ? | N/A   | | | | storage:*
k8s:grp-platform       | group  | p | rohan | | Platform engineers: edit in every namespace, look at the cluster. | ns-edit cluster-view
k8s:grp-developers     | group  | s | Charting software | | Developers: edit in the charting namespace and look at the cluster. | ns-charting-edit cluster-view
k8s:cluster-view       | role   | s | rohan | | Shows all objects except secrets. | | get list watch
k8s:ns-edit            | role   | p | rohan | | Changes workloads in every namespace. | | create update patch delete
k8s:ns-charting-edit   | role   | s | Charting software | | Changes workloads in the charting namespace. | | create update patch delete
k8s:ns-telemetry-edit  | role   | s | -     | | | | create update patch
k8s:secrets-read       | role   | p | rohan | | Reads secrets in every namespace. | | get list
k8s:node-debug         | role   | p | -     | | | | create exec
k8s:cluster-admin      | role   | p | rohan | | Every verb on every resource of the cluster. | | *
cis:pipeline-run       | role   | s | =     | | Starts pipelines on branches. | | pipeline:Run
cis:deploy-approve     | role   | p | rohan | | Approves a deployment to production. | | pipeline:Approve
cis:runner-admin       | role   | p | -     | | Registers and changes build machines. | | runner:*
cis:artifact-publish   | role   | s | Firmware | | Publishes build results to the package store. | | artifact:Push
cis:secret-charting-r  | policy | s | Charting software | | Reads secrets under charting/. | | read:charting/*
cis:secret-finance-r   | policy | p | -     | | Reads secrets under finance/, among them bank connection keys. | | read:finance/*
cis:secret-all-rw      | policy | p | rohan | | Reads and writes every secret. | | read:* write:*
cis:vault-root         | policy | p | Information security | | | | sudo:*
aip:workbench          | role   | s | =     | Use the AI workbench | Chats with approved models and runs own prompts. | | model:Invoke
aip:agent-builder      | role   | p | =     | Build agents | Creates agents and gives them tools. | | agent:*
aip:model-deploy       | role   | p | =     | Deploy models | Puts a model version into production. | | model:Deploy
aip:platform-admin     | role   | p | -     | Administer the AI platform | Everything on the AI platform, including logs of other people's chats. | | *
aip:tool-warehouse     | scope  | s | =     | Query the warehouse | Runs read-only queries on the data warehouse. | | tool:warehouse.query
aip:tool-mail-send     | scope  | p | IT operations | Send mail | Sends mail as the agent to anyone, also outside the company. | | tool:mail.send
aip:tool-crm-read      | scope  | s | Sales operations | Read customers | Reads customers and opportunities. | | tool:crm.read
aip:tool-crm-write     | scope  | p | Sales operations | Change customers | Changes customers and opportunities. | | tool:crm.write
aip:tool-payment-draft | scope  | p | ana   | Draft payments | Prepares payment proposals in the treasury system. | | tool:payments.draft
aip:tool-ticket-write  | scope  | s | IT operations | Change tickets | Creates and changes tickets. | | tool:tickets.write
aip:tool-code-comment  | scope  | s | rohan | Comment on code | Comments on merge requests. | | tool:code.comment
aip:tool-code-merge    | scope  | p | rohan | Merge code | Merges requests into main branches. | | tool:code.merge
aip:tool-web-fetch     | scope  | ? | -     | | | | tool:web.*
`;

/** Three applications that say nothing but user and role. */
export const SMALL_ENTITLEMENTS = `
gat:Reception
gat:Host
gat:Admin
lab:Booker
lab:Approver
lab:Admin
brd:Viewer
brd:Contributor
brd:Publisher
brd:Admin
`;
